import io
import xml.etree.ElementTree as ET
import xml.sax
from xml.dom import minidom
from xml.sax.handler import feature_external_ges

from flask import Flask, request
from lxml import etree

app = Flask(__name__)
PARSER = etree.XMLParser(load_dtd=True, no_network=False)


@app.route('/a', methods=['POST'])
def told():
    tree = etree.fromstring(request.data, etree.XMLParser(resolve_entities=True))  # expect: FL630
    return {'title': tree.findtext('title')}


@app.route('/b', methods=['POST'])
def by_variable():
    tree = etree.parse(request.files['feed'], parser=PARSER)  # expect: FL630
    return {'title': tree.findtext('title')}


@app.route('/c', methods=['POST'])
def by_sax():
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, True)
    parser.parse(io.BytesIO(request.get_data()))  # expect: FL630
    return 'done'


@app.route('/d', methods=['POST'])
def standard():
    return {'title': ET.fromstring(request.form['xml']).findtext('title')}  # expect: FL630


@app.route('/e', methods=['POST'])
def dom():
    return minidom.parseString(request.get_data()).toxml()  # expect: FL630
