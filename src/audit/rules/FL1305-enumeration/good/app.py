import logging

from flask import Flask, abort, flash, jsonify, redirect, render_template, request, session
from flask_login import login_required
from werkzeug.security import check_password_hash, generate_password_hash

from store import UNKNOWN_HASH, add_user, find_user, send_mail

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.route('/login', methods=['POST'])
def login():
    """Say nothing of whether the user exists: no "User not found"."""
    user = find_user(request.form['email'])
    if user is None:
        logger.info('User not found: %s', request.form['email'])
    good = check_password_hash(user.hash if user else UNKNOWN_HASH, request.form['password'])
    if user and good:
        session.clear()
        session['user_id'] = user.id
        return redirect('/')
    flash('Invalid username or password')
    return render_template('login.html')


@app.route('/register', methods=['POST'])
def register():
    if '@' not in request.form['email']:
        flash('Invalid e-mail address')
        return redirect('/register')
    if len(request.form['username']) < 3:
        flash('Username is too short')
        return redirect('/register')
    if find_user(request.form['email']) is None:
        add_user(request.form['email'], generate_password_hash(request.form['password']))
    flash('If the address was free, your account is ready.')
    return redirect('/login')


@app.route('/forgot-password', methods=['POST'])
def forgot_password():
    user = find_user(request.form['email'])
    if user:
        send_mail(user)
    flash('If an account with that e-mail exists, a link is on its way.')
    return redirect('/')


# Colleagues see each other anyway.
@app.route('/users/new', methods=['POST'])
@login_required
def create_user():
    if find_user(request.form['email']):
        flash('User already exists')
        return redirect('/users')
    add_user(request.form['email'], generate_password_hash(request.form['password']))
    return redirect('/users')


@app.route('/users/<name>')
def profile(name):
    user = find_user(name)
    if user is None:
        abort(404, 'User not found')
    return jsonify(name=user.name)


@app.route('/products', methods=['POST'])
def add_product():
    flash('Product already exists')
    return redirect('/products')


@app.route('/enter', methods=['POST'])
def enter():
    user = find_user(request.form['email'])
    if user is None or not check_password_hash(user.hash, request.form['password']):
        return render_template('enter.html', error='Invalid username')
    session['user_id'] = user.id
    return redirect('/')
