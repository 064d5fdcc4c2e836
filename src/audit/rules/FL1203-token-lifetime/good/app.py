import os
import time
from datetime import datetime, timedelta, timezone

import jwt
from flask import Flask, request
from flask_jwt_extended import create_access_token
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

app = Flask(__name__)
KEY = os.environ['KEY']
app.config['JWT_ACCESS_TOKEN_EXPIRES'] = timedelta(minutes=15)
app.config['JWT_REFRESH_TOKEN_EXPIRES'] = timedelta(days=90)


def token_of(user):
    return jwt.encode({'sub': user.id, 'exp': time.time() + 600}, KEY, algorithm='HS256')


def token_in_steps(user):
    payload = {'sub': user.id}
    payload['exp'] = datetime.now(timezone.utc) + timedelta(minutes=5)
    return jwt.encode(payload, KEY, algorithm='HS256')


def token_updated(user, times):
    payload = dict(sub=user.id)
    payload.update(times)
    return jwt.encode(payload, KEY)


def token_spread(user, times):
    return jwt.encode({'sub': user.id, **times}, KEY)


def token_given(claims):
    return jwt.encode(claims, KEY)


def with_times(claims):
    claims['exp'] = time.time() + 60


def token_by_helper(user):
    claims = {'sub': user.id}
    with_times(claims)
    return jwt.encode(claims, KEY)


def token_extended(user):
    return create_access_token(user.id, expires_delta=timedelta(minutes=5))


# No token: a list of things in a cart.
def keep_cart(items):
    return URLSafeSerializer(KEY).dumps(items)


@app.before_request
def check_token():
    URLSafeTimedSerializer(KEY).loads(request.headers['X-Token'], max_age=600)
