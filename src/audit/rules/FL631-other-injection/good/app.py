import csv
import io
import re
import smtplib
from email.message import EmailMessage

import ldap
from flask import Flask, request
from ldap.filter import escape_filter_chars
from lxml import etree

app = Flask(__name__)
ROOT = etree.parse('users.xml')
BASE = 'ou=people,dc=example,dc=com'


@app.route('/a', methods=['POST'])
def escaped():
    connection = ldap.initialize('ldap://ldap')
    wanted = '(uid=%s)' % escape_filter_chars(request.form['user'])
    return {'n': len(connection.search_s(BASE, ldap.SCOPE_SUBTREE, wanted))}


@app.route('/b')
def by_variable():
    return {'n': len(ROOT.xpath('//user[name=$name]', name=request.args['name']))}


@app.route('/c/<int:number>')
def numbered(number):
    return {'n': len(ROOT.xpath(f'//user[@id={number}]'))}


@app.route('/d', methods=['POST'])
def own_stylesheet():
    transform = etree.XSLT(etree.parse('to-html.xsl'))
    return str(transform(etree.fromstring(request.data)))


@app.route('/e', methods=['POST'])
def new_mail():
    message = EmailMessage()
    message['Subject'] = request.form['subject']
    message.set_content(request.form['text'])
    with smtplib.SMTP('localhost') as server:
        server.send_message(message)
    return 'sent'


@app.route('/f', methods=['POST'])
def in_the_body():
    text = f"Subject: Question\n\n{request.form['text']}"
    with smtplib.SMTP('localhost') as server:
        server.sendmail('shop@example.com', ['office@example.com'], text)
    return 'sent'


@app.route('/g', methods=['POST'])
def quoted_cell():
    out = io.StringIO()
    csv.writer(out).writerow(["'" + request.form['name'], int(request.form['count'])])
    return out.getvalue()


@app.route('/h')
def checked():
    name = request.args['name']
    if not re.fullmatch(r'[a-z]+', name):
        return 'no', 400
    return {'n': len(ROOT.xpath(f"//user[name='{name}']"))}


@app.route('/i')
def fixed_filter():
    connection = ldap.initialize('ldap://ldap')
    return {'n': len(connection.search_s(BASE, ldap.SCOPE_SUBTREE, '(objectClass=person)'))}
