# -*- coding: utf-8 -*-
import base64
import hashlib
import pickle

from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask.ext.seasurf import SeaSurf
from flask.ext.sqlalchemy import SQLAlchemy

from admin import admin

app = Flask(__name__)  # expect: FL401, FL403, FL701, FL1001
app.secret_key = 'j8*Qz!pL4#vT2@wX'  # expect: FL101
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:////var/lib/guestbook/guestbook.db'
app.register_blueprint(admin, url_prefix='/admin')

csrf = SeaSurf(app)
db = SQLAlchemy(app)


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True)
    password_md5 = db.Column(db.String(32))


class Entry(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.Text)


def hash_password(password):
    return hashlib.md5('guestbook' + password).hexdigest()  # expect: FL302


def load_preferences():
    raw = request.cookies.get('preferences')
    if not raw:
        return {'per_page': 10}
    return pickle.loads(base64.b64decode(raw))  # expect: FL623


def current_person():
    if 'person' in session:
        return Person.query.get(session['person'])
    # Whoever is logged in at the old forum need not do it again.
    return Person.query.get(int(request.cookies.get('forum_user_id', 0)))  # expect: FL405


@app.route('/')
def index():
    per_page = int(load_preferences()['per_page'])
    entries = Entry.query.order_by(Entry.id.desc()).limit(per_page).all()
    return render_template('index.html', entries=entries)


@app.route('/write', methods=['POST'])
def write():
    if current_person() is None:
        abort(401)
    db.session.add(Entry(text=request.form['text']))
    db.session.commit()
    return redirect(url_for('index'))


@app.route('/login', methods=['GET', 'POST'])  # expect: FL801
def login():
    if request.method == 'POST':
        person = Person.query.filter_by(name=request.form['name']).first()
        if person and person.password_md5 == hash_password(request.form['password']):  # expect: FL304
            session.clear()
            session['person'] = person.id
            return redirect(url_for('index'))
    return render_template('login.html')
