import base64
import hashlib
import hmac

import bcrypt
import requests
from argon2 import PasswordHasher
from flask import Flask, request
from werkzeug.security import generate_password_hash

app = Flask(__name__)
hasher = PasswordHasher()


def avatar(email):
    return 'https://www.gravatar.com/avatar/' + hashlib.md5(email.lower().encode()).hexdigest()


def etag(body):
    return hashlib.sha1(body).hexdigest()


def file_digest(path):
    state = hashlib.sha256()
    with open(path, 'rb') as file:
        state.update(file.read())
    return state.hexdigest()


# bcrypt takes 72 bytes: a digest before it makes longer ones count.
def hash_long(password):
    return bcrypt.hashpw(base64.b64encode(hashlib.sha256(password.encode()).digest()), bcrypt.gensalt(12))


def is_pwned(password):
    digest = hashlib.sha1(password.encode()).hexdigest().upper()
    found = requests.get('https://api.pwnedpasswords.com/range/' + digest[:5], timeout=5)
    return digest[5:] in found.text


def cache_key(password):
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


def token_digest(reset_token):
    return hashlib.sha256(reset_token.encode()).hexdigest()


# Of a hash: so that a reset link ends when the password is changed.
def stamp(user):
    return hashlib.sha256(user.password_hash.encode()).hexdigest()


def length_digest(password):
    return hashlib.sha256(str(len(password)).encode()).hexdigest()


@app.post('/register')
def register():
    password = request.form['password']
    return {'one': generate_password_hash(password), 'two': hasher.hash(password)}


@app.post('/hook')
def hook():
    made = hmac.new(b'key', request.get_data(), hashlib.sha256).hexdigest()
    return str(hmac.compare_digest(made, request.headers['X-Signature']))


def derive(password, salt):
    return hashlib.pbkdf2_hmac('sha256', password.encode(), salt, 600_000)
