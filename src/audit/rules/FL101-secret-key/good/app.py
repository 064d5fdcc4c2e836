import os

from flask import Flask


class Config:
    SECRET_KEY = os.environ['SECRET_KEY']
    WTF_CSRF_SECRET_KEY = os.environ['WTF_CSRF_SECRET_KEY']


class DevelopmentConfig(Config):
    SECRET_KEY = 'for development'


class TestingConfig(Config):
    SECRET_KEY = 'for tests'


class ProductionConfig(Config):
    pass


configs = {'development': DevelopmentConfig, 'testing': TestingConfig, 'production': ProductionConfig}


def create_app(name='production'):
    app = Flask(__name__)
    app.config.from_object(configs[name])
    return app
