import os
import ssl

import httpx
import jwt
import requests
from flask import Flask

app = Flask(__name__)
session = requests.Session()
session.verify = '/etc/ssl/our-ca.pem'
VERIFY = os.environ.get('CA_BUNDLE', True)


@app.route('/rates')
def rates():
    answer = requests.get('https://rates.example.com/today', timeout=5, verify=True)
    own = requests.get('https://hr.intranet/people', timeout=5, verify=VERIFY)
    other = httpx.Client(verify=ssl.create_default_context()).get('https://other.example.com')
    return {'today': answer.json(), 'own': own.json(), 'other': other.json()}


@app.route('/peek')
def peek():
    claims = jwt.decode(session.get('https://id.example.com/token').text, options={'verify_signature': False})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = True
    return {'claims': claims, 'context': str(context)}


class Form:
    verify = False


form = Form()
form.verify = False
