import os

import bcrypt
from flask import Flask, redirect, render_template, request, session
from flask_bcrypt import Bcrypt
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from pymongo import MongoClient
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import ValidationError

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)
crypt = Bcrypt(app)
people = MongoClient().app.people


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    # The column's name alone says nothing: it holds hashes.
    password = db.Column(db.String(200))

    def check_password(self, password):
        return check_password_hash(self.password, password)


class Member(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String(200))

    @property
    def password(self):
        raise AttributeError('write only')

    @password.setter
    def password(self, password):
        self.password_hash = generate_password_hash(password)


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password = db.Column(db.String(200))

    def __init__(self, password):
        self.password = generate_password_hash(password)


class RegisterForm(FlaskForm):
    name = StringField()
    password = PasswordField()
    confirm = PasswordField()

    def validate_confirm(self, field):
        if self.password.data != field.data:
            raise ValidationError('The two differ')


class Client:
    def __init__(self, user, password):
        self.user = user
        self.password = password


@app.post('/register')
def register():
    password = request.form['password']
    if password != request.form['password2'] or password == '':
        return redirect('/register')
    hashed = generate_password_hash(password)
    db.session.add(User(name=request.form['name'], password=hashed))
    db.session.add(User(name='two', password=crypt.generate_password_hash(password).decode()))
    db.session.add(Person(password=request.form['password']))
    db.session.add(Member(password=request.form['password']))
    db.session.commit()
    return redirect('/')


@app.route('/join', methods=['GET', 'POST'])
def join():
    form = RegisterForm()
    if form.validate_on_submit():
        member = Member()
        member.password = form.password.data
        user = User(name=form.name.data)
        user.password = generate_password_hash(form.password.data)
        db.session.add(member)
        db.session.commit()
    return render_template('join.html', form=form)


@app.post('/reassigned')
def reassigned():
    password = request.form['password']
    password = generate_password_hash(password)
    user = User(name=request.form['name'], password=password)
    db.session.add(user)
    db.session.commit()
    return redirect('/')


@app.post('/login')
def login():
    user = User.query.filter_by(name=request.form['name']).first()
    if user and check_password_hash(user.password, request.form['password']):
        session['user_id'] = user.id
    return redirect('/')


@app.post('/mongo')
def mongo():
    password = bcrypt.hashpw(request.form['password'].encode(), bcrypt.gensalt())
    people.insert_one({'name': request.form['name'], 'password': password})
    person = people.find_one({'name': request.form['name']})
    return str(bcrypt.checkpw(request.form['password'].encode(), person['password']))


@app.post('/sql')
def sql():
    hashed = generate_password_hash(request.form['password'])
    connection = db.engine.raw_connection()
    connection.execute('INSERT INTO users (username, password) VALUES (?, ?)', (request.form['username'], hashed))
    connection.execute('UPDATE users SET password = ? WHERE id = 1', (generate_password_hash(request.form['password']),))
    connection.execute("SELECT id FROM users WHERE password = crypt(%s, password)", (request.form['password'],))
    return redirect('/')


def open_mail(host, password):
    return Client(host, password=password)


class Directory:
    def create(self, name, password):
        people.insert_one({'name': name, 'password': generate_password_hash(password)})


# Another's method may hash by itself.
@app.post('/directory')
def directory():
    Directory().create('ann', password=request.form['password'])
    app.extensions['users'].create(name='ann', password=request.form['password'])
    return redirect('/')


# Basic authentication's password is the one that was sent.
def check_auth(password):
    auth = request.authorization
    return auth is not None and auth.password == password


class Member:
    def __init__(self, name):
        self.name = name

    def create(self, password, email=''):
        hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
        people.insert_one({'name': self.name, 'hash': hashed, 'email': email})


@app.route('/members/<name>', methods=['POST'])
def new_member(name):
    member = Member(name)
    member.create(password=request.get_json()['password'], email='')
    return {}, 201
