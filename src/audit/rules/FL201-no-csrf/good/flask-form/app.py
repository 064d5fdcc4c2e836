import os

from flask import Flask, redirect, render_template, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class EmailForm(FlaskForm):
    email = StringField()


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


# The form checks its own token.
@app.route('/email', methods=['GET', 'POST'])
def change_email():
    form = EmailForm()
    if form.validate_on_submit():
        account = db.session.get(Account, session['account_id'])
        account.email = form.email.data
        db.session.commit()
        return redirect('/')
    return render_template('email.html', form=form)
