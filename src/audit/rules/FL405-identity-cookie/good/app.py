import os
import uuid

from flask import Flask, make_response, render_template, request, session
from flask_sqlalchemy import SQLAlchemy
from itsdangerous import URLSafeSerializer

app = Flask(__name__)
db = SQLAlchemy(app)
cookies = URLSafeSerializer(os.environ['COOKIE_KEY'], salt='user')


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    token = db.Column(db.String(64))


@app.route('/greeting')
def greeting():
    username = request.cookies.get('username')
    return render_template('greeting.html', name=username)


@app.route('/mine')
def mine():
    user_id = cookies.loads(request.cookies['user_id'])
    return {'id': User.query.get(user_id).id}


@app.route('/signed')
def signed():
    raw = request.cookies.get('account', '')
    return {'id': User.query.get(cookies.loads(raw)).id}


@app.route('/visitor')
def visitor():
    visitor_user = request.cookies.get('visitor_user')
    if not visitor_user:
        visitor_user = str(uuid.uuid4())
    response = make_response(str(User.query.filter_by(name=visitor_user).count()))
    response.set_cookie('visitor_user', visitor_user, secure=True, httponly=True)
    return response


@app.route('/column')
def column():
    login = request.cookies.get('login')
    return {'known': User.query.filter_by(login_token=login).first() is not None}


@app.route('/device')
def device():
    token = request.cookies.get('device_token')
    return {'known': User.query.filter_by(token=token).first() is not None}


@app.route('/session')
def by_session():
    return {'id': User.query.get(session['user_id']).id}


@app.route('/theme')
def theme():
    return {'theme': 'dark' if request.cookies.get('user_theme') == 'dark' else 'light'}
