import os

from flask import Flask, session


class Config:
    SECRET_KEY = os.environ['SECRET_KEY']
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_HTTPONLY = False  # expect: FL401
    SESSION_COOKIE_SAMESITE = 'None'  # expect: FL401


class ProductionConfig(Config):
    SESSION_COOKIE_SECURE = False  # expect: FL401


def create_app():
    app = Flask(__name__)
    app.config.from_object(ProductionConfig)

    @app.route('/')
    def index():
        return {'user': session.get('user_id')}

    return app
