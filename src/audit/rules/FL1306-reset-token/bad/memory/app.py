import secrets

from flask import Flask, redirect, request
from werkzeug.security import generate_password_hash

app = Flask(__name__)
reset_tokens = {}
passwords = {}


@app.route('/forgot', methods=['POST'])
def forgot():
    reset_tokens[secrets.token_urlsafe()] = request.form['email']
    return redirect('/')


@app.route('/reset-password/<token>', methods=['POST'])
def reset_password(token):
    email = reset_tokens.get(token)  # expect: FL1306
    passwords[email] = generate_password_hash(request.form['password'])
    return redirect('/login')
