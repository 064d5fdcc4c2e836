import os

from flask import Flask

FALLBACK = 'a-long-and-random-looking-text-9f2c'


class Config:
    WTF_CSRF_SECRET_KEY = os.environ.get('CSRF_KEY', FALLBACK)  # expect: FL102


class ProductionConfig(Config):
    pass


def create_app():
    app = Flask(__name__)
    app.config.from_object(ProductionConfig)
    return app
