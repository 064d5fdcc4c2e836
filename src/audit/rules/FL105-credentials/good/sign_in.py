import os

from flask import Flask, abort, redirect, request, session
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
users = {}


@app.post('/login')
def login():
    password = request.form['password']
    if password == '' or not check_password_hash(os.environ['CHIEF_HASH'], password):
        abort(403)
    session['logged_in'] = True
    return redirect('/dashboard')


# What nobody may choose.
@app.post('/register')
def register():
    if request.form['password'] == 'open-sesame':
        abort(400)
    users[request.form['username']] = generate_password_hash(request.form['password'])
    return redirect('/login')
