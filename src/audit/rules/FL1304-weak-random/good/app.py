import random
import secrets
import string
import time
import uuid
from random import SystemRandom

from flask import Flask, render_template

app = Flask(__name__)
QUOTES = ['one', 'two']
COLOURS = ['red', 'green']


@app.route('/a')
def token():
    reset_token = secrets.token_urlsafe(32)
    api_key = uuid.uuid4().hex
    return {'token': reset_token, 'key': api_key}


@app.route('/b')
def pin():
    pin = f'{secrets.randbelow(10**6):06}'
    code = ''.join(secrets.choice(string.digits) for _ in range(8))
    return {'pin': pin, 'code': code}


@app.route('/c')
def quote():
    return render_template('quote.html', quote=random.choice(QUOTES), colour=random.choice(COLOURS))


@app.route('/d')
def words():
    tokens = 'a few words'.split()
    token = random.choice(tokens)
    return {'token': token}


@app.route('/e')
def system():
    password = ''.join(SystemRandom().choice(string.ascii_letters) for _ in range(20))
    return {'password': password}


@app.route('/f')
def login():
    time.sleep(random.random())
    return 'done'


@app.route('/g')
def dice():
    code = random.choice([200, 404])
    return {'roll': random.randint(1, 6)}, code


def make_token():
    delay = random.uniform(0, 1)
    time.sleep(delay)
    return secrets.token_hex(16)


def colour_code():
    return random.randint(0, 255)


def length_alone():
    password = secrets.token_urlsafe(len(range(random.randint(8, 12))))
    return password


def sample_rows(rows):
    return random.sample(rows, 3)
