import time

from flask import Flask, abort, redirect, request
from flask_login import login_user

from store import find_user

app = Flask(__name__)
attempts = {}


def slow_down(address):
    last = [at for at in attempts.get(address, []) if time.time() - at < 60]
    attempts[address] = [*last, time.time()]
    if len(last) > 5:
        abort(429)


@app.route('/login', methods=['POST'])
def login():
    slow_down(request.remote_addr)
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        login_user(user)
    return redirect('/')


# The account is locked after some attempts.
@app.route('/staff/login', methods=['POST'])
def staff_login():
    user = find_user(request.form['name'])
    if user.failed_logins >= 5:
        abort(403)
    if user.check_password(request.form['password']):
        login_user(user)
    return redirect('/staff')
