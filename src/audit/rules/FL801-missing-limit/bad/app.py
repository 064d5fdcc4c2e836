import secrets

from flask import Flask, flash, jsonify, redirect, render_template, request, session
from flask_jwt_extended import create_access_token
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail, Message
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash, generate_password_hash
import pyotp

app = Flask(__name__)
db = SQLAlchemy(app)
mail = Mail(app)
# Bound, but without default limits.
limiter = Limiter(get_remote_address, app=app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String)
    password_hash = db.Column(db.String)
    otp_secret = db.Column(db.String)
    reset_token = db.Column(db.String)


@app.route('/login', methods=['GET', 'POST'])  # expect: FL801
def login():
    if request.method == 'POST':
        user = User.query.filter_by(email=request.form['email']).first()
        if user and check_password_hash(user.password_hash, request.form['password']):
            session.clear()
            session['user_id'] = user.id
            return redirect('/')
    return render_template('login.html')


@app.route('/register', methods=['POST'])  # expect: FL801
def register():
    db.session.add(User(password_hash=generate_password_hash(request.form['password'])))
    db.session.commit()
    return redirect('/login')


@app.route('/forgot', methods=['POST'])  # expect: FL801
def forgot_password():
    user = User.query.filter_by(email=request.form['email']).first()
    if user:
        user.reset_token = secrets.token_urlsafe()
        db.session.commit()
        mail.send(Message('Reset', recipients=[user.email]))
    return redirect('/')


@app.route('/verify-otp', methods=['POST'])  # expect: FL801
def verify_otp():
    user = db.session.get(User, session['pending'])
    if pyotp.TOTP(user.otp_secret).verify(request.form['code']):
        session['user_id'] = user.id
    return redirect('/')


@app.post('/api/token')  # expect: FL801
def api_token():
    given = request.get_json()
    user = User.query.filter_by(email=given['email']).first()
    if user is None or not check_password_hash(user.password_hash, given['password']):
        return jsonify(error='wrong'), 401
    return jsonify(token=create_access_token(user.id))


@app.route('/search')
@limiter.limit('10 per minute')
def search():
    return render_template('search.html')
