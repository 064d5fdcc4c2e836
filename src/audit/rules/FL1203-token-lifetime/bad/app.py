import os
from datetime import datetime, timedelta

import jwt
from flask import Flask, request
from flask_jwt_extended import create_access_token
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer
from jose import jwt as jose_jwt

app = Flask(__name__)
KEY = os.environ['KEY']
app.config['JWT_ACCESS_TOKEN_EXPIRES'] = timedelta(days=365)  # expect: FL1203
app.config['JWT_REFRESH_TOKEN_EXPIRES'] = False  # expect: FL1203


def token_of(user):
    return jwt.encode({'sub': user.id, 'role': user.role}, KEY, algorithm='HS256')  # expect: FL1203


def token_in_steps(user):
    payload = {'sub': user.id}
    payload['iat'] = datetime.utcnow()
    return jwt.encode(payload, KEY, algorithm='HS256')  # expect: FL1203


def token_by_jose(user):
    return jose_jwt.encode(dict(sub=user.id), KEY)  # expect: FL1203


def token_with_secrets(user, ends):
    return jwt.encode({'sub': user.id, 'password': user.password, 'exp': ends}, KEY)  # expect: FL1203


def token_for_ever(user):
    return create_access_token(user.id, expires_delta=False)  # expect: FL1203


def make_auth_token(user):
    return URLSafeSerializer(KEY).dumps({'id': user.id})  # expect: FL1203


@app.before_request
def check_token():
    URLSafeTimedSerializer(KEY).loads(request.headers['X-Token'])  # expect: FL1203
