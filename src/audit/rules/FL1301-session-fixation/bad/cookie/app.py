from flask import Flask, redirect, request, session
from flask_login import login_user
from werkzeug.security import check_password_hash

from store import find_user

app = Flask(__name__)


@app.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and check_password_hash(user.password_hash, request.form['password']):
        session.permanent = True
        session['login_attempts'] = 0
        session['user_id'] = user.id  # expect: FL1301
        session['role'] = user.role
        return redirect('/')
    return redirect('/login')


@app.route('/staff/login', methods=['POST'])
def staff_login():
    user = find_user(request.form['name'])
    if user and check_password_hash(user.password_hash, request.form['password']):
        login_user(user)  # expect: FL1301
    return redirect('/staff')
