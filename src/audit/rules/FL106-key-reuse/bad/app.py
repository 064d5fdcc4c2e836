import hashlib
import os

import jwt
from cryptography.fernet import Fernet
from flask import Flask, current_app, session
from hashids import Hashids

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
numbers = Hashids(salt=app.config['SECRET_KEY'], min_length=8)  # expect: FL106

@app.route('/orders/<int:number>')
def order(number):
    session['last'] = number
    return {'order': numbers.encode(number)}

@app.route('/token')
def token():
    key = current_app.config['SECRET_KEY']
    return {'token': jwt.encode({'sub': session['user_id']}, key, algorithm='HS256')}  # expect: FL106

@app.route('/box')
def box():
    return {'text': Fernet(app.secret_key).encrypt(b'hello').decode()}  # expect: FL106

@app.route('/link')
def link():
    return {'id': hashlib.sha1(app.secret_key.encode() + b'|1').hexdigest()}  # expect: FL106
