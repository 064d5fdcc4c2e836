import os
from urllib.parse import quote, urlencode, urlsplit

import requests
from flask import Flask, abort, request

app = Flask(__name__)
FEEDS = {'news': 'https://news.example.com/rss'}
HOSTS = {'api.example.com', 'img.example.com'}


@app.route('/a')
def fixed():
    return requests.get('https://api.example.com/v1/today', timeout=5).json()


@app.route('/b')
def chosen():
    return requests.get(FEEDS[request.args['feed']], timeout=5).text


@app.route('/c')
def by_params():
    return requests.get('https://api.example.com/search', params={'q': request.args['q']}, timeout=5).json()


@app.route('/d')
def host_checked():
    url = request.args['url']
    if urlsplit(url).hostname not in HOSTS:
        abort(400)
    return requests.get(url, timeout=5).text


@app.route('/e')
def quoted():
    return requests.get('https://api.example.com/users/' + quote(request.args['name'], safe=''), timeout=5).json()


@app.route('/f')
def in_query():
    return requests.get('https://api.example.com/search?q=' + request.args['q'], timeout=5).json()


@app.route('/g')
def encoded():
    query = urlencode({'q': request.args['q']})
    return requests.get(f'https://api.example.com/search?{query}', timeout=5).json()


@app.route('/h/<int:number>')
def numbered(number):
    return requests.get(f'https://api.example.com/items/{number}', timeout=5).json()


@app.route('/i')
def from_environment():
    return requests.post(os.environ['WEBHOOK'], json=request.get_json(), timeout=5).text


@app.route('/j')
def listed():
    host = request.args['host']
    if host not in HOSTS:
        abort(400)
    return requests.get(f'https://{host}/status', timeout=5).text


@app.route('/k/<city>')
def one_segment(city):
    return requests.get(f'https://weather.example.com/{city}', timeout=5).json()
