import random
import secrets
import string
import uuid
from random import randint

from flask import Flask, session

from codes import generate_password

app = Flask(__name__)
ALPHABET = string.ascii_uppercase + string.digits


class User:
    token = ''
    pin = ''


@app.route('/a')
def token():
    reset_token = ''.join(random.choices(string.ascii_letters, k=32))  # expect: FL1304
    return {'link': '/reset/' + reset_token}


@app.route('/b')
def pin():
    user = User()
    user.pin = str(random.randint(100000, 999999))  # expect: FL1304
    return 'sent'


@app.route('/c')
def code():
    code = ''.join(random.choice(ALPHABET) for _ in range(8))  # expect: FL1304
    return {'code': code}


@app.route('/d')
def in_session():
    session['otp'] = randint(1000, 9999)  # expect: FL1304
    return 'sent'


@app.route('/e')
def by_time():
    api_key = uuid.uuid1().hex  # expect: FL1304
    return {'key': api_key}


@app.route('/f')
def too_short():
    reset_code = secrets.randbelow(10000)  # expect: FL1304
    return {'ok': send(reset_code)}


@app.route('/g')
def by_keyword():
    return save(password=generate_password(), token=random.getrandbits(64))  # expect: FL1304


def send(code):
    return bool(code)


def save(**values):
    return values
