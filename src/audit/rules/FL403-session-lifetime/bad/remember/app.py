import os
from datetime import timedelta

from flask import Flask, request
from flask_login import LoginManager, login_user

from models import find


def create_app():
    app = Flask(__name__)  # expect: FL403
    app.config.from_mapping(
        SECRET_KEY=os.environ['SECRET_KEY'],
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=30),
        REMEMBER_COOKIE_HTTPONLY=False,  # expect: FL403
    )
    LoginManager(app)

    @app.route('/login', methods=['POST'])
    def login():
        login_user(find(request.form), remember='remember' in request.form)
        return {'welcome': True}

    return app
