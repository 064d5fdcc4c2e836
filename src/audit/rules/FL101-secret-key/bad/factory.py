from flask import Flask


class Config:
    WTF_CSRF_SECRET_KEY = 'another ' + 'one'  # expect: FL101


def create_app():
    app = Flask(__name__)
    app.config.from_object(Config)
    return app
