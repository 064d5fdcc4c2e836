import hmac
import os
from pathlib import Path

import jwt
from cryptography.fernet import Fernet
from flask import Flask, current_app, request
from itsdangerous import URLSafeTimedSerializer

PUBLIC_KEY = '''-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----'''

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
app.config['JWT_SECRET_KEY'] = os.environ['JWT_SECRET_KEY']
box = Fernet(Path('/run/secrets/fernet').read_bytes())
signer = URLSafeTimedSerializer(app.config['SECRET_KEY'], salt='confirm')


class TestingConfig:
    JWT_SECRET_KEY = 'for tests'


@app.route('/token', methods=['POST'])
def token():
    return {'token': jwt.encode({'sub': request.json['name']}, current_app.config['JWT_SECRET_KEY'], algorithm='HS256')}


@app.route('/me')
def me():
    return jwt.decode(request.headers['X-Token'], PUBLIC_KEY, algorithms=['EdDSA'])


@app.route('/peek')
def peek():
    return jwt.decode(request.headers['X-Token'], '', options={'verify_signature': False})


@app.route('/hook', methods=['POST'])
def hook():
    key = os.environ['HOOK_KEY'].encode()
    return {'valid': hmac.compare_digest(hmac.new(key, request.data, 'sha256').hexdigest(), request.headers['X-Signature'])}
