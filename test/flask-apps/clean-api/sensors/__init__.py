from flask import Flask, jsonify
from flask_cors import CORS
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from . import config
from .access import access
from .limits import limiter
from .readings import readings
from .status import status
from .store import close_connection


def create_app(**overrides):
    app = Flask(__name__)
    app.config.from_mapping(config.load())
    app.config.from_mapping(overrides)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)

    limiter.init_app(app)
    CORS(app, resources={r'/v1/*': {'origins': ['https://console.example.com']}}, max_age=600)
    app.register_blueprint(access, url_prefix='/v1')
    app.register_blueprint(readings, url_prefix='/v1')
    app.register_blueprint(status)
    app.teardown_appcontext(close_connection)
    app.register_error_handler(HTTPException, as_json)
    app.after_request(add_headers)
    return app


def as_json(error):
    return jsonify(error=error.name, status=error.code), error.code


def add_headers(response):
    response.headers['Strict-Transport-Security'] = 'max-age=31536000'
    response.headers['Content-Security-Policy'] = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    response.headers['X-Content-Type-Options'] = 'nosniff'
    response.headers['X-Frame-Options'] = 'DENY'
    response.headers['Referrer-Policy'] = 'no-referrer'
    response.headers['Cache-Control'] = 'no-store'
    return response
