import os

from flask import Flask, session
from flask_talisman import Talisman

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
talisman = Talisman()
talisman.init_app(app, content_security_policy={'default-src': "'self'"})


@app.route('/')
def index():
    return {'user': session.get('user_id')}
