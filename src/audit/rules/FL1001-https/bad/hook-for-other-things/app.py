from flask import Flask, g, redirect, request
from flask_talisman import Talisman


def create_app():
    app = Flask(__name__)  # expect: FL1001
    Talisman(app, force_https=False, strict_transport_security=False)

    @app.before_request
    def language():
        g.language = request.accept_languages.best
        if request.path == '/home':
            return redirect('/')

    @app.after_request
    def headers(response):
        response.headers['X-Frame-Options'] = 'DENY'
        return response

    @app.route('/')
    def index():
        return {'language': g.language}

    return app
