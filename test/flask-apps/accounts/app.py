import os
import random
import secrets
from datetime import datetime, timedelta, timezone

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash, generate_password_hash

from mailing import send_mail

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SQLALCHEMY_DATABASE_URI=os.environ['DATABASE_URL'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=timedelta(hours=1),
    MAX_CONTENT_LENGTH=32 * 1024,
)
db = SQLAlchemy(app)
csrf = CSRFProtect(app)
Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
limiter = Limiter(get_remote_address, app=app, storage_uri=os.environ['REDIS_URL'])


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(254), unique=True, nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)
    pin = db.Column(db.String(6))
    pin_until = db.Column(db.DateTime)


class Kiosk(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True, nullable=False)
    password = db.Column(db.String(40), nullable=False)


@app.after_request
def no_store(response):
    response.headers['Cache-Control'] = 'no-store'
    return response


def now():
    return datetime.now(timezone.utc).replace(tzinfo=None)


@app.route('/login', methods=['GET', 'POST'])
@limiter.limit('5 per minute')
def login():
    if request.method == 'POST':
        user = User.query.filter_by(email=request.form['email']).first()
        if user and check_password_hash(user.password_hash, request.form['password']):
            session['user_id'] = user.id  # expect: FL1301
            return redirect(url_for('account'))
        flash('Wrong address or password')
    return render_template('login.html')


@app.route('/kiosk', methods=['GET', 'POST'])
@limiter.limit('5 per minute')
def kiosk_login():
    if request.method == 'POST':
        kiosk = Kiosk.query.filter_by(name=request.form['name'], password=request.form['password']).first()  # expect: FL301
        if kiosk:
            session.clear()
            session['kiosk_id'] = kiosk.id
            return redirect(url_for('login'))
        flash('Wrong name or password')
    return render_template('login.html')


@app.route('/register', methods=['GET', 'POST'])  # expect: FL305
@limiter.limit('5 per hour')
def register():
    if request.method == 'POST':
        password_hash = generate_password_hash(request.form['password'], method='pbkdf2:sha256:1000')  # expect: FL303
        if not User.query.filter_by(email=request.form['email']).first():
            db.session.add(User(email=request.form['email'], password_hash=password_hash))
            db.session.commit()
        flash('Thank you. If the address was new, you can log in now.')
        return redirect(url_for('login'))
    return render_template('login.html')


@app.route('/code', methods=['POST'])  # expect: FL801
def send_code():
    user = User.query.filter_by(email=request.form['email']).first()
    if user:
        user.pin = str(random.randint(100000, 999999))  # expect: FL1304
        user.pin_until = now() + timedelta(minutes=10)
        db.session.commit()
        send_mail(user.email, 'Your code', user.pin)
    flash('If we know the address, a code is on its way')
    return redirect(url_for('account'))


@app.route('/device', methods=['POST'])
@limiter.limit('10 per hour')
def remember_device():
    if 'user_id' not in session:
        abort(401)
    response = redirect(url_for('account'))
    response.set_cookie('device_token', secrets.token_urlsafe(32), max_age=30 * 86400)  # expect: FL402
    response.set_cookie('theme', 'dark', secure=True, httponly=True, samesite='Lax')
    response.delete_cookie('old_device')
    return response


@app.route('/account')
def account():
    if 'user_id' not in session:
        return redirect(url_for('login'))
    return render_template('account.html', user=db.session.get(User, session['user_id']))


@app.route('/account/unlock', methods=['POST'])
@limiter.limit('5 per minute')
def unlock():
    if 'user_id' not in session:
        abort(401)
    session['vault_password'] = request.form['vault_password']  # expect: FL404
    return redirect(url_for('account'))


@app.route('/account/notify', methods=['POST'])
@csrf.exempt  # expect: FL203
def notify():
    if 'user_id' not in session:
        abort(401)
    user = db.session.get(User, session['user_id'])
    user.email = request.form['email']
    db.session.commit()
    return redirect(url_for('account'))


@app.route('/logout', methods=['POST'])
def logout():
    session.clear()
    return redirect(url_for('login'))
