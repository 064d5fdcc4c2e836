import os

import jwt
from flask import Flask, request

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ.get('SECRET_KEY', 'dev')  # expect: FL102
app.config['JWT_SECRET_KEY'] = os.getenv('JWT_SECRET_KEY') or 'jwt-secret-string'  # expect: FL102

TOKEN_KEY = os.environ.get('TOKEN_KEY', 'k3y-for-all-tokens-2019')  # expect: FL102


@app.route('/token')
def token():
    return {'token': jwt.encode({'sub': request.remote_addr}, TOKEN_KEY, algorithm='HS256')}
