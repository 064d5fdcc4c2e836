import hmac
import os
import random
import secrets
import string
from datetime import timedelta

from flask import Flask, abort, jsonify, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash

UNSAFE_METHODS = {'POST', 'PUT', 'PATCH', 'DELETE'}
CODE_ALPHABET = string.ascii_uppercase + string.digits

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.secret_key = os.environ['CLUB_SECRET_KEY']
app.config['SQLALCHEMY_DATABASE_URI'] = os.environ['CLUB_DATABASE']
app.config['SESSION_COOKIE_SECURE'] = True
app.config['SESSION_COOKIE_HTTPONLY'] = True
app.config['SESSION_COOKIE_SAMESITE'] = 'Lax'
app.config['MAX_CONTENT_LENGTH'] = 128 * 1024
app.permanent_session_lifetime = timedelta(hours=4)

db = SQLAlchemy(app)
limiter = Limiter(get_remote_address, app=app, storage_uri=os.environ['CLUB_REDIS'])


class Member(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(60), unique=True, nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)


class Invitation(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    member_id = db.Column(db.ForeignKey('member.id'), nullable=False)
    code = db.Column(db.String(12), unique=True, nullable=False)


def csrf_token():
    if '_csrf' not in session:
        session['_csrf'] = secrets.token_urlsafe(32)
    return session['_csrf']


@app.before_request
def check_csrf():
    if request.method not in UNSAFE_METHODS:
        return
    sent = request.form.get('_csrf') or request.headers.get('X-CSRF-Token', '')
    expected = session.get('_csrf')
    if not expected or not hmac.compare_digest(expected, sent):
        abort(400, 'The form has expired, please send it again')


@app.context_processor
def with_csrf_token():
    return {'csrf_token': csrf_token}


@app.after_request
def secure(response):
    response.headers['Content-Security-Policy'] = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers['Strict-Transport-Security'] = 'max-age=63072000'
    response.headers['X-Content-Type-Options'] = 'nosniff'
    response.headers['X-Frame-Options'] = 'DENY'
    response.headers['Referrer-Policy'] = 'no-referrer'
    response.headers['Cache-Control'] = 'no-store'
    return response


def current_member():
    return db.session.get(Member, session['member']) if 'member' in session else None


@app.route('/login', methods=['GET', 'POST'])
@limiter.limit('10 per minute')
def login():
    problem = None
    if request.method == 'POST':
        member = Member.query.filter_by(name=request.form['name']).first()
        if member and check_password_hash(member.password_hash, request.form['password']):
            session.clear()
            session.permanent = True
            session['member'] = member.id
            return redirect(url_for('home'))
        problem = 'Name or password is wrong'
    return render_template('login.html', problem=problem)


@app.route('/logout', methods=['POST'])
def logout():
    session.clear()
    return redirect(url_for('login'))


@app.route('/')
def home():
    member = current_member()
    if member is None:
        return redirect(url_for('login'))
    invitations = Invitation.query.filter_by(member_id=member.id).all()
    return render_template('home.html', member=member, invitations=invitations)


@app.route('/invitations', methods=['POST'])
def invite():
    member = current_member()
    if member is None:
        abort(401)
    code = ''.join(random.choice(CODE_ALPHABET) for _ in range(12))  # expect: FL1304
    db.session.add(Invitation(member_id=member.id, code=code))
    db.session.commit()
    return redirect(url_for('home'))


@app.route('/invitations/<int:invitation_id>', methods=['DELETE'])
def withdraw(invitation_id):
    member = current_member()
    if member is None:
        abort(401)
    invitation = Invitation.query.filter_by(id=invitation_id, member_id=member.id).first_or_404()
    db.session.delete(invitation)
    db.session.commit()
    return jsonify(withdrawn=invitation_id)
