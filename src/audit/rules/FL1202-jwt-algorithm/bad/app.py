import jwt
from flask import Flask, jsonify, request
from jose import jwt as jose_jwt
from jwt.algorithms import get_default_algorithms

app = Flask(__name__)
KEY = app.config['KEY']
PUBLIC_KEY = open('partner.pem').read()
app.config['JWT_DECODE_ALGORITHMS'] = ['HS256', 'none']  # expect: FL1202


def token():
    return request.headers['Authorization'].removeprefix('Bearer ')


@app.get('/any')
def any_algorithm():
    return jsonify(jwt.decode(token(), KEY))  # expect: FL1202


@app.get('/jose')
def jose():
    return jsonify(jose_jwt.decode(token(), KEY))  # expect: FL1202


@app.get('/header')
def from_header():
    algorithm = jwt.get_unverified_header(token())['alg']
    return jsonify(jwt.decode(token(), KEY, algorithms=[algorithm]))  # expect: FL1202


@app.get('/header/get')
def from_header_get():
    header = jwt.get_unverified_header(token())
    return jsonify(jwt.decode(token(), KEY, algorithms=header.get('alg')))  # expect: FL1202


@app.get('/none')
def none():
    return jsonify(jwt.decode(token(), KEY, algorithms=['HS256', 'none']))  # expect: FL1202


@app.get('/all')
def all_algorithms():
    return jsonify(jwt.decode(token(), KEY, algorithms=list(get_default_algorithms())))  # expect: FL1202


@app.get('/both')
def both():
    return jsonify(jwt.decode(token(), PUBLIC_KEY, algorithms=['RS256', 'HS256']))  # expect: FL1202


@app.post('/make')
def make():
    return jwt.encode({'sub': '1'}, None, algorithm='none')  # expect: FL1202
