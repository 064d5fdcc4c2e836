import os

from flask import Flask
from flask_login import LoginManager, login_user

from models import find

app = Flask(__name__)  # expect: FL401
app.config.update(SECRET_KEY=os.environ['SECRET_KEY'], SESSION_COOKIE_SECURE=True)
LoginManager(app)


@app.route('/login', methods=['POST'])
def login():
    login_user(find())
    return {'welcome': True}
