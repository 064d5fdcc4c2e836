import os

from flask import Flask, redirect, render_template, request, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    password = db.Column(db.String(80))

    def check_password(self, password):
        return self.password == password  # expect: FL301


class RegisterForm(FlaskForm):
    name = StringField()
    password = PasswordField()


@app.post('/register')
def register():
    user = User(name=request.form['name'], password=request.form['password'])  # expect: FL301
    db.session.add(user)
    db.session.commit()
    return redirect('/')


@app.route('/join', methods=['GET', 'POST'])
def join():
    form = RegisterForm()
    if form.validate_on_submit():
        user = User(name=form.name.data)
        user.password = form.password.data  # expect: FL301
        db.session.add(user)
        db.session.commit()
    return render_template('join.html', form=form)


@app.post('/login')
def login():
    name = request.form.get('name')
    password = request.form.get('password', '').strip()
    user = User.query.filter_by(name=name).first()
    if user is not None and user.password == password:  # expect: FL301
        session['user_id'] = user.id
    return redirect('/')


@app.post('/login/short')
def login_short():
    data = request.get_json()
    user = User.query.filter_by(name=data['name'], password=data['password']).first_or_404()  # expect: FL301
    session['user_id'] = user.id
    return redirect('/')


@app.post('/login/filter')
def login_filter():
    user = User.query.filter(User.name == request.form['name'], User.password == request.form['password']).first()  # expect: FL301
    session['user_id'] = user.id
    return redirect('/')
