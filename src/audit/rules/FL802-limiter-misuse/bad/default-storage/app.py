from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, default_limits=['100 per hour'])  # expect: FL802


def create_app():
    app = Flask(__name__)
    limiter.init_app(app)
    return app
