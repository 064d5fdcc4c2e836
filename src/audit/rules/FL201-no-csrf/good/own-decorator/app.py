import os
from functools import wraps

from flask import Flask, abort, redirect, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


def same_site(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if request.headers.get('Origin') != 'https://club.example':
            abort(403)
        return view(*args, **kwargs)

    return guarded


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.post('/email')
@same_site
def change_email():
    account = db.session.get(Account, session['account_id'])
    account.email = request.form['email']
    db.session.commit()
    return redirect('/')
