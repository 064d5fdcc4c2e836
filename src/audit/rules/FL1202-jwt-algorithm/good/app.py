import os

import jwt
from flask import Flask, jsonify, request
from jose import jwt as jose_jwt

app = Flask(__name__)
KEY = os.environ['KEY']
ALGORITHM = 'HS256'
ALGORITHMS = ('RS256', 'RS512')
OPTIONS = {'algorithms': ['HS256']}
app.config['JWT_ALGORITHM'] = 'HS512'


def token():
    return request.headers['Authorization'].removeprefix('Bearer ')


@app.get('/one')
def one():
    return jsonify(jwt.decode(token(), KEY, algorithms=[ALGORITHM]))


@app.get('/several')
def several():
    header = jwt.get_unverified_header(token())
    key = app.config['KEYS'][header['kid']]
    return jsonify(jwt.decode(token(), key, ALGORITHMS))


@app.get('/settings')
def settings():
    return jsonify(jwt.decode(token(), KEY, algorithms=app.config['ALGORITHMS']))


@app.get('/spread')
def spread():
    return jsonify(jwt.decode(token(), KEY, **OPTIONS))


@app.get('/jose')
def jose():
    return jsonify(jose_jwt.decode(token(), KEY, algorithms='HS256'))


# Another rule's: nothing is checked, so that the algorithm does not matter.
@app.get('/peek')
def peek():
    return jsonify(jwt.decode(token(), options={'verify_signature': False}))


@app.post('/make')
def make():
    return jwt.encode({'sub': '1'}, KEY, algorithm=ALGORITHM)
