import xml.etree.ElementTree as ET

import defusedxml.ElementTree
import requests
from defusedxml.lxml import fromstring
from flask import Flask, request
from lxml import etree, html

app = Flask(__name__)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@app.route('/a', methods=['POST'])
def refused():
    return {'title': etree.fromstring(request.data, PARSER).findtext('title')}


@app.route('/b', methods=['POST'])
def defused():
    return {'title': defusedxml.ElementTree.fromstring(request.data).findtext('title')}


@app.route('/c', methods=['POST'])
def defused_lxml():
    return {'title': fromstring(request.data).findtext('title')}


@app.route('/d')
def own_file():
    return {'title': ET.parse('feeds/news.xml').findtext('title')}


@app.route('/e')
def from_partner():
    return {'title': ET.fromstring(requests.get('https://example.com/rss').content).findtext('title')}


@app.route('/f', methods=['POST'])
def today():
    return {'title': etree.fromstring(request.data).findtext('title')}


@app.route('/g', methods=['POST'])
def as_html():
    return {'title': html.fromstring(request.form['page']).findtext('.//title')}


@app.route('/h', methods=['POST'])
def written():
    root = ET.Element('note')
    root.text = request.form['text']
    return ET.tostring(root)
