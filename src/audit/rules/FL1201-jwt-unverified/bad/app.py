import jwt
from flask import Flask, g, jsonify, request
from jose import jwt as jose_jwt

app = Flask(__name__)
OPTIONS = {'verify_signature': False, 'verify_exp': True}


def user_of(token):
    return jwt.decode(token, 'key', False)['sub']  # expect: FL1201


@app.before_request
def who():
    header = request.headers.get('Authorization', '')
    g.user = user_of(header.removeprefix('Bearer '))


@app.get('/me')
def me():
    token = request.cookies['token']
    claims = jwt.decode(token, options={'verify_signature': False})  # expect: FL1201
    return jsonify(claims)


@app.get('/mail')
def mail():
    claims = jwt.decode(request.headers['X-Token'], options=OPTIONS)  # expect: FL1201
    return jsonify(claims)


@app.get('/old')
def old():
    return jsonify(jwt.decode(request.args['token'], verify=False))  # expect: FL1201


@app.get('/jose')
def jose():
    claims = jose_jwt.get_unverified_claims(request.headers['Authorization'].split()[1])  # expect: FL1201
    return jsonify(claims['email'])


@app.get('/jose/options')
def jose_options():
    return jose_jwt.decode(request.args['t'], 'key', options=dict(verify_signature=False))  # expect: FL1201
