import re

from flask import Flask, request

app = Flask(__name__)
ALLOWED = {'https://app.example.com'}


def is_ours(origin):
    return origin in ALLOWED


@app.after_request
def by_list(response):
    origin = request.headers.get('Origin')
    if origin in ALLOWED:
        response.headers['Access-Control-Allow-Origin'] = origin
        response.headers['Access-Control-Allow-Credentials'] = 'true'
        response.headers['Vary'] = 'Origin'
    return response


@app.after_request
def by_function(response):
    origin = request.headers.get('Origin')
    if is_ours(origin):
        response.headers.add('Access-Control-Allow-Origin', origin)
    return response


@app.after_request
def by_pattern(response):
    origin = request.headers.get('Origin', '')
    if re.fullmatch(r'https://[a-z]+\.example\.com', origin):
        response.headers.add('Access-Control-Allow-Origin', origin)
    return response


@app.after_request
def by_domain(response):
    origin = request.headers.get('Origin') or ''
    if origin.endswith('.example.com') or origin.startswith('http://localhost:'):
        response.headers['Access-Control-Allow-Origin'] = origin
    return response


@app.after_request
def always_one(response):
    response.headers['Access-Control-Allow-Origin'] = 'https://app.example.com'
    return response
