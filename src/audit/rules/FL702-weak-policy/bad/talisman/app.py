from flask import Flask, render_template
from flask_talisman import Talisman

CSP = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'unsafe-inline'", 'https:'],
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
}


def create_app():
    app = Flask(__name__)
    Talisman(app, content_security_policy=CSP)  # expect: FL702

    @app.route('/')
    def index():
        return render_template('index.html')

    return app
