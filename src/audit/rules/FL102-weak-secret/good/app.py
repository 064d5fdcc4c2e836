import os
import sys

import jwt
from flask import Flask, request

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
app.config['JWT_SECRET_KEY'] = os.environ.get('JWT_SECRET_KEY')
app.config['WTF_CSRF_SECRET_KEY'] = os.environ.get('CSRF_KEY', 'unsafe-default')
if app.config['WTF_CSRF_SECRET_KEY'] == 'unsafe-default':
    sys.exit('CSRF_KEY must be set')

TOKEN_KEY = os.environ.get('TOKEN_KEY', '')
ALGORITHM = os.environ.get('ALGORITHM', 'HS256')


@app.route('/token')
def token():
    return {'token': jwt.encode({'sub': request.remote_addr}, TOKEN_KEY, algorithm=ALGORITHM)}
