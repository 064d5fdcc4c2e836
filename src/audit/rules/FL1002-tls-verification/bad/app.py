import ssl
import urllib.request

import httpx
import requests
import urllib3
from flask import Flask

app = Flask(__name__)
session = requests.Session()
session.verify = False  # expect: FL1002
ssl._create_default_https_context = ssl._create_unverified_context  # expect: FL1002


@app.route('/rates')
def rates():
    answer = requests.get('https://rates.example.com/today', timeout=5, verify=False)  # expect: FL1002
    other = httpx.Client(verify=False).get('https://other.example.com')  # expect: FL1002
    return {'today': answer.json(), 'other': other.json()}


@app.route('/people')
def people():
    pool = urllib3.PoolManager(cert_reqs='CERT_NONE')  # expect: FL1002
    context = ssl.create_default_context()
    context.check_hostname = False  # expect: FL1002
    context.verify_mode = ssl.CERT_NONE  # expect: FL1002
    return {'people': urllib.request.urlopen('https://hr.example.com', context=context).read().decode(), 'pool': str(pool)}


@app.route('/old')
def old():
    context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)  # expect: FL1002
    context.minimum_version = ssl.TLSVersion.TLSv1_1  # expect: FL1002
    near = session.post('https://localhost:8443/jobs', verify=False)  # expect: FL1002
    return {'near': near.json(), 'context': str(context)}
