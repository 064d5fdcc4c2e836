import os
import secrets
from datetime import timedelta

from flask import Flask, abort, request, render_template, redirect, url_for, session, flash
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import generate_password_hash, check_password_hash

PASSWORD_MIN = 12
PASSWORD_MAX = 128
USERNAME_MAX = 80

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SQLALCHEMY_DATABASE_URI=os.environ['DATABASE_URL'],
    SQLALCHEMY_TRACK_MODIFICATIONS=False,
    SESSION_COOKIE_NAME='__Host-session',
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
    MAX_CONTENT_LENGTH=16 * 1024,
    PREFERRED_URL_SCHEME='https',
)

db = SQLAlchemy(app)
csrf = CSRFProtect(app)
limiter = Limiter(
    get_remote_address,
    app=app,
    default_limits=['200 per minute'],
    storage_uri=os.environ['LIMITS_STORAGE'],
)

# Verified when the name is unknown, so that both answers take the same time.
UNKNOWN_USER_HASH = generate_password_hash(secrets.token_urlsafe(32))


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(USERNAME_MAX), unique=True, nullable=False)
    password_hash = db.Column(db.String(256), nullable=False)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


@app.before_request
def only_https():
    if not request.is_secure:
        abort(403)


@app.after_request
def add_security_headers(resp):
    resp.headers['Content-Security-Policy'] = CONTENT_SECURITY_POLICY
    resp.headers['Strict-Transport-Security'] = 'max-age=31536000; includeSubDomains'
    resp.headers['X-Content-Type-Options'] = 'nosniff'
    resp.headers['X-Frame-Options'] = 'DENY'
    resp.headers['Referrer-Policy'] = 'same-origin'
    resp.headers['Cache-Control'] = 'no-store'
    return resp


@app.route('/')
def index():
    return render_template('index.html')


@app.route('/register', methods=['GET', 'POST'])
@limiter.limit('10 per hour', methods=['POST'])
def register():
    if request.method == 'POST':
        username = request.form['username'].strip()
        password = request.form['password']

        if not username or len(username) > USERNAME_MAX:
            flash('Please choose a username of at most 80 characters')
            return redirect(url_for('register'))

        if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
            flash('The password must have 12 to 128 characters')
            return redirect(url_for('register'))

        new_user = User(username=username)
        new_user.set_password(password)

        if not User.query.filter_by(username=username).first():
            db.session.add(new_user)
            db.session.commit()

        # The same answer whether the name was free or not.
        flash('Thank you. If the name was free, you can now log in.')
        return redirect(url_for('login'))

    return render_template('register.html')


@app.route('/login', methods=['GET', 'POST'])
@limiter.limit('5 per minute', methods=['POST'])
def login():
    if request.method == 'POST':
        username = request.form['username'].strip()
        password = request.form['password'][:PASSWORD_MAX]

        user = User.query.filter_by(username=username).first()
        known_hash = user.password_hash if user else UNKNOWN_USER_HASH

        if check_password_hash(known_hash, password) and user:
            session.clear()
            session.permanent = True
            session['user_id'] = user.id
            return redirect(url_for('dashboard'))

        flash('Invalid username or password')

    return render_template('login.html')


@app.route('/dashboard')
def dashboard():
    if 'user_id' not in session:
        flash('Please login first')
        return redirect(url_for('login'))

    user = db.session.get(User, session['user_id'])
    if user is None:
        session.clear()
        return redirect(url_for('login'))

    return render_template('dashboard.html', user=user)


@app.route('/logout', methods=['POST'])
def logout():
    session.clear()
    flash('You have been logged out')
    return redirect(url_for('index'))


@app.cli.command('init-db')
def init_db():
    db.create_all()
