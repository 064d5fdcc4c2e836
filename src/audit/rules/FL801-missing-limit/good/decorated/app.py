from flask import Flask, redirect, render_template, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_required
from werkzeug.security import check_password_hash, generate_password_hash

from store import add_user, find_user

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app)


@app.route('/login', methods=['POST'])
@limiter.limit('5 per minute')
def login():
    user = find_user(request.form['name'])
    if user and check_password_hash(user.hash, request.form['password']):
        session.clear()
        session['user_id'] = user.id
    return redirect('/')


# Shows the form and takes nothing.
@app.route('/login', methods=['GET'])
def login_form():
    return render_template('login.html')


# Somebody signed in makes an account for a colleague.
@app.route('/users/new', methods=['POST'])
@login_required
def register():
    add_user(request.form['name'], generate_password_hash(request.form['password']))
    return redirect('/users')


@app.route('/logout', methods=['POST'])
def logout():
    session.clear()
    return redirect('/')
