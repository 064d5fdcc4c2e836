import os

from flask import Flask, render_template, request, session
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
