import os

from flask import Flask, session

app = Flask(__name__)  # expect: FL401
app.secret_key = os.environ['SECRET_KEY']


@app.route('/')
def index():
    session['visits'] = session.get('visits', 0) + 1
    return {'visits': session['visits']}
