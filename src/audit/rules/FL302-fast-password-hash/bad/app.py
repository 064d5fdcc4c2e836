import hashlib
import sqlite3
from hashlib import sha256

from flask import Flask, redirect, request
from passlib.hash import hex_sha256

app = Flask(__name__)
SALT = 'a7d1'


def hash_password(password):
    return hashlib.sha256((SALT + password).encode()).hexdigest()  # expect: FL302


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def with_update(user, pwd):
    state = hashlib.sha1(SALT.encode())
    state.update(pwd.encode('utf-8'))  # expect: FL302
    return state.hexdigest()


@app.post('/register')
def register():
    connection = sqlite3.connect('app.db')
    password = request.form['password']
    digest = sha256(password.encode()).hexdigest()  # expect: FL302
    named = hashlib.new('md5', request.form.get('password').encode()).hexdigest()  # expect: FL302
    salted = hashlib.sha512(f'{SALT}{password}'.encode()).hexdigest()  # expect: FL302
    library = hex_sha256.hash(password)  # expect: FL302
    own = md5(request.form['password'])  # expect: FL302
    connection.execute('INSERT INTO user (digest) VALUES (?)', (digest,))
    return redirect('/')


@app.post('/login')
def login():
    connection = sqlite3.connect('app.db')
    row = connection.execute('SELECT id FROM user WHERE password = MD5(%s)', (request.form['password'],))  # expect: FL302
    return str(row)


@app.post('/customers')
def customers():
    rows = [
        hashlib.md5(request.form['Rpassword'].encode()).hexdigest(),  # expect: FL302
        hashlib.md5(request.form['customer_pw'].encode()).hexdigest(),  # expect: FL302
        hashlib.md5(request.form['forgot_password'].encode()).hexdigest(),
    ]
    return str(rows)
