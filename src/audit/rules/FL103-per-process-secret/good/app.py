import os
import secrets
from pathlib import Path

from flask import Flask, session

KEY_FILE = Path('/var/lib/shop/key')


def kept_key():
    if not KEY_FILE.exists():
        KEY_FILE.write_bytes(os.urandom(32))
    return KEY_FILE.read_bytes()


class TestingConfig:
    SECRET_KEY = os.urandom(16)


class DevelopmentConfig:
    SECRET_KEY = secrets.token_hex()


app = Flask(__name__)
app.config['SECRET_KEY'] = kept_key()
app.config['JWT_SECRET_KEY'] = os.environ['JWT_SECRET_KEY']
app.config['NONCE'] = secrets.token_urlsafe(16)


@app.route('/start')
def start():
    session['state'] = secrets.token_urlsafe(16)
    return {'state': session['state']}
