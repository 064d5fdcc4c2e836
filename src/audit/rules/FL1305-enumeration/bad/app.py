from flask import Flask, flash, jsonify, redirect, render_template, request, session
from flask_login import login_user
from werkzeug.security import check_password_hash, generate_password_hash

from forms import RegistrationForm
from store import IntegrityError, add_user, find_user, send_mail

app = Flask(__name__)


@app.route('/login', methods=['POST'])
def login():
    error = None
    user = find_user(request.form['username'])
    if user is None:
        error = 'Incorrect username.'  # expect: FL1305
    elif not check_password_hash(user.password, request.form['password']):
        error = 'Incorrect password.'
    if error is None:
        session.clear()
        session['user_id'] = user.id
        return redirect('/')
    flash(error)
    return render_template('login.html')


@app.route('/api/login', methods=['POST'])
def api_login():
    user = find_user(request.json['email'])
    if not user:
        return jsonify({'message': 'User does not exist'}), 404  # expect: FL1305
    if not user.check_password(request.json['password']):
        return jsonify({'message': 'Wrong password'}), 401
    login_user(user)
    return jsonify(ok=True)


@app.route('/register', methods=['POST'])
def register():
    name = request.form['username']
    try:
        add_user(name, generate_password_hash(request.form['password']))
    except IntegrityError:
        flash(f'User {name} is already registered.')  # expect: FL1305
    return redirect('/login')


@app.route('/signup', methods=['POST'])
def signup():
    form = RegistrationForm()
    if form.validate_on_submit():
        add_user(form.username.data, generate_password_hash(form.password.data))
    return render_template('signup.html', form=form)


@app.route('/forgot-password', methods=['POST'])
def forgot_password():
    user = find_user(request.form['email'])
    if user is None:
        flash('We could not find an account with that e-mail')  # expect: FL1305
        return redirect('/forgot-password')
    send_mail(user)
    return redirect('/')
