import hmac
import os

from flask import Flask, abort, redirect, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


@app.before_request
def check_token():
    if request.method == 'POST' and not hmac.compare_digest(session.get('csrf', ''), request.form.get('csrf', '')):
        abort(400)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.post('/email')
def change_email():
    account = db.session.get(Account, session['account_id'])
    account.email = request.form['email']
    db.session.commit()
    return redirect('/')
