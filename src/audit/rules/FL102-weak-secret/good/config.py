import os

from flask import Flask


class Config:
    SECURITY_PASSWORD_SALT = os.environ['SALT']


class DevelopmentConfig(Config):
    SECURITY_PASSWORD_SALT = os.environ.get('SALT', 'dev')


class TestingConfig(Config):
    SECURITY_PASSWORD_SALT = os.environ.get('SALT') or 'testing'


class ProductionConfig(Config):
    pass


def create_app(name='production'):
    app = Flask(__name__)
    app.config.from_object({'dev': DevelopmentConfig, 'test': TestingConfig, 'production': ProductionConfig}[name])
    return app
