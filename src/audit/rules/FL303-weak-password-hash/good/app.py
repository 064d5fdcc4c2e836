import hashlib
import os

import bcrypt
from argon2 import PasswordHasher
from flask import Flask, request
from flask_bcrypt import Bcrypt
from passlib.hash import pbkdf2_sha256
from werkzeug.security import generate_password_hash

app = Flask(__name__)
app.config['BCRYPT_LOG_ROUNDS'] = 13
flask_bcrypt = Bcrypt(app)
hasher = PasswordHasher(time_cost=3, memory_cost=65536)
METHOD = os.environ.get('HASH_METHOD', 'scrypt')


class TestingConfig:
    TESTING = True
    BCRYPT_LOG_ROUNDS = 4


@app.post('/register')
def register():
    password = request.form['password']
    return {
        'default': generate_password_hash(password),
        'scrypt': generate_password_hash(password, method='scrypt:32768:8:1'),
        'pbkdf2': generate_password_hash(password, method='pbkdf2:sha256:600000', salt_length=16),
        'old_default': generate_password_hash(password, method='pbkdf2:sha256'),
        'variable': generate_password_hash(password, method=METHOD),
        'hashlib': hashlib.pbkdf2_hmac('sha512', password.encode(), os.urandom(16), 210_000).hex(),
        'bcrypt': bcrypt.hashpw(password.encode(), bcrypt.gensalt()),
        'cost': bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=12)),
        'flask': flask_bcrypt.generate_password_hash(password),
        'passlib': pbkdf2_sha256.using(rounds=600000).hash(password),
    }


def generate_password_hash_of(text, method='plain'):
    return text
