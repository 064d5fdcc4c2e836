import os

from flask import Flask
from flask_login import LoginManager
from flask_seasurf import SeaSurf
from flask_talisman import Talisman

from .admin import admin
from .pages import pages
from .reports import reports
from .staff import load_staff
from .tools import tools

login_manager = LoginManager()
login_manager.user_loader(load_staff)
csrf = SeaSurf()


def create_app():
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY=os.environ['INTRANET_SECRET'],
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE='Strict',
        REMEMBER_COOKIE_SECURE=True,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE='Strict',
        PERMANENT_SESSION_LIFETIME=3600,
        MAX_CONTENT_LENGTH=256 * 1024,
        CSRF_COOKIE_SECURE=True,
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_COOKIE_SAMESITE='Strict',
    )
    login_manager.init_app(app)
    csrf.init_app(app)
    Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    app.after_request(never_cache)

    app.register_blueprint(pages)
    app.register_blueprint(reports, url_prefix='/reports')
    app.register_blueprint(admin)
    app.register_blueprint(tools)
    return app


def never_cache(response):
    response.headers['Cache-Control'] = 'no-store'
    return response
