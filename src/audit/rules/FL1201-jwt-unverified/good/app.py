import jwt
from flask import Flask, abort, jsonify, request
from jose import jwt as jose_jwt

from keys import key_of, verify

app = Flask(__name__)


@app.get('/me')
def me():
    return jsonify(jwt.decode(request.cookies['token'], app.config['KEY'], algorithms=['HS256']))


# Looked at for the issuer, whose key then checks it.
@app.get('/partner')
def partner():
    token = request.headers['Authorization']
    issuer = jwt.decode(token, options={'verify_signature': False})['iss']
    return jsonify(jwt.decode(token, key_of(issuer), algorithms=['RS256']))


def issuer_of(token):
    return jose_jwt.get_unverified_claims(token)['iss']


@app.get('/other')
def other():
    token = request.headers['Authorization']
    return jsonify(verify(token, issuer_of(token)))


# The header alone names a key.
@app.get('/kid')
def kid():
    token = request.headers['Authorization']
    return jsonify(jwt.decode(token, key_of(jwt.get_unverified_header(token)['kid']), algorithms=['RS256']))


# Its time does not matter, its signature does.
@app.post('/refresh')
def refresh():
    claims = jwt.decode(request.json['token'], app.config['KEY'], algorithms=['HS256'], options={'verify_exp': False})
    return jsonify(claims['sub'])


@app.get('/other-decode')
def other_decode():
    return request.args['q'].encode().decode('utf-8')


@app.errorhandler(jwt.InvalidTokenError)
def bad_token(_error):
    abort(401)
