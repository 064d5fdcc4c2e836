import os

from flask import Flask, redirect, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)  # expect: FL201
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.route('/email', methods=['POST'])
def change_email():
    account = db.session.get(Account, session['account_id'])
    account.email = request.form['email']
    db.session.commit()
    return redirect('/')
