import os

from extensions import csrf, db
from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
csrf.init_app(app)
db.init_app(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.post('/email')
def change_email():
    account = db.session.get(Account, session['account_id'])
    account.email = request.form['email']
    db.session.commit()
    return redirect('/')
