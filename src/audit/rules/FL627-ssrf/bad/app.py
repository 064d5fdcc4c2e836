import http.client
import urllib.request
from urllib.parse import urlparse

import httpx
import requests
from flask import Flask, abort, request

from fetch import Fetcher

app = Flask(__name__)
session = requests.Session()


@app.route('/a')
def whole():
    return requests.get(request.args['url'], timeout=5).text  # expect: FL627


@app.route('/b', methods=['POST'])
def by_json():
    data = request.get_json()
    answer = session.post(data['webhook'], json={'ok': True})  # expect: FL627
    return {'status': answer.status_code}


@app.route('/c')
def host():
    return httpx.get(f"http://{request.args['host']}:8080/health").text  # expect: FL627


@app.route('/d')
def scheme_alone():
    url = request.args['url']
    if not url.startswith('https://'):
        abort(400)
    with urllib.request.urlopen(url) as page:  # expect: FL627
        return page.read()


@app.route('/e')
def subdomain():
    url = 'https://{}.example.com/api'.format(request.args['shop'])
    return requests.request('GET', url).text  # expect: FL627


@app.route('/f')
def connection():
    link = http.client.HTTPSConnection(request.args['host'])  # expect: FL627
    link.request('GET', '/')
    return link.getresponse().read()


@app.route('/g')
def by_helper():
    return Fetcher().load(request.args['feed'])


@app.route('/h')
def half_checked():
    url = request.args['url']
    if urlparse(url).scheme not in ('http', 'https'):
        abort(400)
    return requests.get(url).content  # expect: FL627


@app.route('/i')
def path_piece():
    return requests.get('https://api.example.com/users/' + request.args['name']).json()  # expect: FL627


@app.route('/j')
def with_request():
    wanted = urllib.request.Request(request.args['url'], headers={'User-Agent': 'x'})
    return urllib.request.urlopen(wanted).read()  # expect: FL627
