import os
from datetime import timedelta

from flask import Flask, session

YEAR = timedelta(days=365)
app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
app.permanent_session_lifetime = YEAR  # expect: FL403
app.config['REMEMBER_COOKIE_SECURE'] = False  # expect: FL403


@app.route('/')
def index():
    return {'user': session.get('user_id')}
