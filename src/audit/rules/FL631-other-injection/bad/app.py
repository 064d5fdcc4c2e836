import csv
import io
import smtplib
from email.mime.text import MIMEText

import ldap
from flask import Flask, request
from ldap3 import Connection, Server
from lxml import etree

app = Flask(__name__)
ROOT = etree.parse('users.xml')
BASE = 'ou=people,dc=example,dc=com'


@app.route('/a', methods=['POST'])
def by_filter():
    connection = ldap.initialize('ldap://ldap')
    user = request.form['user']
    found = connection.search_s(BASE, ldap.SCOPE_SUBTREE, '(uid=%s)' % user)  # expect: FL631
    return {'n': len(found)}


@app.route('/b')
def by_base():
    connection = ldap.initialize('ldap://ldap')
    base = f"ou={request.args['unit']},dc=example,dc=com"
    return {'n': len(connection.search_s(base, ldap.SCOPE_BASE))}  # expect: FL631


@app.route('/c')
def by_ldap3():
    connection = Connection(Server('ldap'), auto_bind=True)
    connection.search(BASE, f"(mail={request.args['mail']})")  # expect: FL631
    return {'n': len(connection.entries)}


@app.route('/d')
def by_xpath():
    name = request.args['name']
    return {'n': len(ROOT.xpath("//user[name='" + name + "']"))}  # expect: FL631


@app.route('/e')
def compiled():
    find = etree.XPath(f"//user[@id='{request.args['id']}']")  # expect: FL631
    return {'n': len(find(ROOT))}


@app.route('/f', methods=['POST'])
def by_stylesheet():
    transform = etree.XSLT(etree.fromstring(request.data))  # expect: FL631
    return str(transform(ROOT))


@app.route('/g', methods=['POST'])
def raw_mail():
    text = f"Subject: {request.form['subject']}\n\nHello"
    with smtplib.SMTP('localhost') as server:
        server.sendmail('shop@example.com', ['office@example.com'], text)  # expect: FL631
    return 'sent'


@app.route('/h', methods=['POST'])
def old_mail():
    message = MIMEText('Hello')
    message['Subject'] = request.form['subject']  # expect: FL631
    return message.as_string()


@app.route('/i', methods=['POST'])
def as_csv():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([request.form['name'], 1])  # expect: FL631
    return out.getvalue()
