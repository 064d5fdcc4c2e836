import hashlib
import hmac

import jwt
from cryptography.fernet import Fernet
from flask import Flask, request
from itsdangerous import URLSafeTimedSerializer

app = Flask(__name__)
app.config.from_mapping(JWT_SECRET_KEY='meters-jwt-2021')  # expect: FL104

MAIL_KEY = 'n0-One-Guesses-This-2020'  # expect: FL104
box = Fernet(b'MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=')  # expect: FL104
signer = URLSafeTimedSerializer(MAIL_KEY, salt='confirm')


@app.route('/token', methods=['POST'])
def token():
    claims = {'sub': request.json['name']}
    return {'token': jwt.encode(claims, key='pa55-the-salt', algorithm='HS256')}  # expect: FL104


@app.route('/me')
def me():
    return jwt.decode(request.headers['X-Token'], MAIL_KEY, algorithms=['HS256'])


@app.route('/hook', methods=['POST'])
def hook():
    expected = hmac.new(hashlib.sha256(b'webhook key').digest(), request.data, 'sha256').hexdigest()  # expect: FL104
    return {'valid': hmac.compare_digest(expected, request.headers['X-Signature'])}
