import os
from datetime import timedelta

from flask import Flask, request
from flask_login import LoginManager, login_user

from models import find

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    PERMANENT_SESSION_LIFETIME=timedelta(hours=int(os.environ.get('HOURS', '8'))),
    REMEMBER_COOKIE_SECURE=True,
    REMEMBER_COOKIE_DURATION=timedelta(weeks=2),
)
LoginManager(app)


class DevelopmentConfig:
    REMEMBER_COOKIE_SECURE = False
    PERMANENT_SESSION_LIFETIME = timedelta(days=365)


@app.route('/login', methods=['POST'])
def login():
    login_user(find(request.form), remember=True)
    return {'welcome': True}


@app.route('/quick', methods=['POST'])
def quick():
    login_user(find(request.form), remember=False)
    return {'welcome': True}
