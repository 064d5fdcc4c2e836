import os

from flask import Flask, session
from flask_talisman import Talisman

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
Talisman(
    app,
    session_cookie_secure=False,  # expect: FL401
)


@app.route('/')
def index():
    return {'user': session.get('user_id')}
