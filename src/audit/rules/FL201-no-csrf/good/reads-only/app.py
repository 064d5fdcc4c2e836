import os

from flask import Flask, render_template, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


# A search that happens to be sent by POST changes nothing.
@app.post('/search')
def search():
    mine = db.session.get(Account, session['account_id'])
    found = Account.query.filter(Account.email.contains(request.form['q'])).all()
    return render_template('found.html', found=found, mine=mine)
