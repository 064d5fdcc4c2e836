from flask import Flask, current_app, redirect, request, session
from flask_login import login_user
from flask_session import Session

from store import add_user, find_user

app = Flask(__name__)
Session(app)


def start(user):
    session.clear()
    session['user_id'] = user.id


@app.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        start(user)
    return redirect('/')


@app.route('/a/login', methods=['POST'])
def login_with_extension():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        session.clear()
        login_user(user)
    return redirect('/')


@app.route('/b/login', methods=['POST'])
def login_regenerated():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        current_app.session_interface.regenerate(session)
        session['user_id'] = user.id
    return redirect('/')


@app.route('/c/login', methods=['POST'])
def login_popped():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        for key in list(session.keys()):
            session.pop(key)
        session['user_id'] = user.id
    return redirect('/')


# The first of two steps: nobody is signed in yet.
@app.route('/d/login', methods=['POST'])
def login_first_step():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        session['pending_user'] = user.id
    return redirect('/code')


# A new account in a session of a stranger's own.
@app.route('/register', methods=['POST'])
def register():
    session['user_id'] = add_user(request.form['name'])
    return redirect('/')


@app.route('/language', methods=['POST'])
def language():
    session['language'] = request.form['language']
    return redirect('/')
