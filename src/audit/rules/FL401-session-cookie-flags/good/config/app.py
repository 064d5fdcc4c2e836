import os

from flask import Flask, session


class Config:
    SECRET_KEY = os.environ['SECRET_KEY']
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = 'Lax'


class DevelopmentConfig(Config):
    SESSION_COOKIE_SECURE = False


class ProductionConfig(Config):
    SESSION_COOKIE_NAME = '__Host-session'


def create_app(name='production'):
    app = Flask(__name__)
    app.config.from_object({'development': DevelopmentConfig, 'production': ProductionConfig}[name])

    @app.route('/')
    def index():
        return {'user': session.get('user_id')}

    return app
