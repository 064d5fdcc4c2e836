import os

from flask import Flask, session

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
app.config['SESSION_COOKIE_SECURE'] = os.environ['STAGE'] == 'production'
app.config['SESSION_COOKIE_SAMESITE'] = os.environ.get('SAMESITE', 'Strict')
app.config['SESSION_COOKIE_HTTPONLY'] = not app.debug


@app.route('/')
def index():
    return {'user': session.get('user_id')}
