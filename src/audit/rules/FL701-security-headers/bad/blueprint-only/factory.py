from flask import Flask

from pages import pages


def create_app():
    app = Flask(__name__)  # expect: FL701
    app.register_blueprint(pages)
    return app
