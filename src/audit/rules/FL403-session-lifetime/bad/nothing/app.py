import os

from flask import Flask, session

app = Flask(__name__)  # expect: FL403
app.secret_key = os.environ['SECRET_KEY']


@app.route('/login', methods=['POST'])
def login():
    session.permanent = True
    session['user_id'] = 1
    return {'welcome': True}
