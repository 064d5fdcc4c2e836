from flask import Flask, redirect, request
from flask_login import login_user
from flask_session import Session

from store import find_user

app = Flask(__name__)
Session(app)


@app.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        login_user(user, remember=True)  # expect: FL1301
    return redirect('/')
