import os

from flask import Flask, redirect, render_template, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


class EmailForm(FlaskForm):
    email = StringField()

    class Meta:
        csrf = False  # expect: FL203


class NameForm(FlaskForm):
    name = StringField()


@app.route('/email', methods=['GET', 'POST'])
def email():
    form = EmailForm()
    if form.validate_on_submit():
        db.session.get(User, session['user_id']).email = form.email.data
        db.session.commit()
        return redirect('/')
    return render_template('form.html', form=form)


@app.route('/name', methods=['GET', 'POST'])
def name():
    form = NameForm(meta={'csrf': False})  # expect: FL203
    if form.validate_on_submit():
        db.session.get(User, session['user_id']).name = form.name.data
        db.session.commit()
        return redirect('/')
    return render_template('form.html', form=form)


@app.route('/old', methods=['GET', 'POST'])
def old():
    form = NameForm(csrf_enabled=False)  # expect: FL203
    if form.validate_on_submit():
        db.session.get(User, session['user_id']).name = form.name.data
        db.session.commit()
    return render_template('form.html', form=form)
