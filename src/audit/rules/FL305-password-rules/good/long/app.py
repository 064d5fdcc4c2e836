from flask import Flask, flash, redirect, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import Length

app = Flask(__name__)
db = SQLAlchemy(app)
SHORTEST = 12


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    password_hash = db.Column(db.String(255))


class RegisterForm(FlaskForm):
    name = StringField('Name')
    password = PasswordField('Password', [Length(min=12, max=128)])


def keep(name, password):
    db.session.add(User(name=name, password_hash=generate_password_hash(password)))
    db.session.commit()


@app.route('/register', methods=['POST'])
def register():
    password = request.form['password']
    if len(password) < SHORTEST or len(password) > 128:
        flash('Twelve to 128 characters')
        return redirect('/')
    keep(request.form['name'], password)
    return redirect('/')


@app.route('/signup', methods=['POST'])
def signup():
    form = RegisterForm()
    if form.validate_on_submit():
        keep(form.name.data, form.password.data)
    return redirect('/')


@app.route('/login', methods=['POST'])
def login():
    if len(request.form['password']) < 1:
        return redirect('/')
    user = User.query.filter_by(name=request.form['name']).first()
    return {'ok': bool(user) and check_password_hash(user.password_hash, request.form['password'])}
