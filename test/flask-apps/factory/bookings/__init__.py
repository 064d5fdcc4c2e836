import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import headers
from .config import configs
from .extensions import csrf, db, limiter, login_manager


def create_app(name=None):
    app = Flask(__name__)
    app.config.from_object(configs[name or os.environ.get('APP_ENV', 'production')])

    register_extensions(app)
    register_blueprints(app)
    headers.init_app(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
    return app


def register_extensions(app):
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)


def register_blueprints(app):
    from .auth import bp as auth
    from .rooms import bp as rooms

    app.register_blueprint(auth, url_prefix='/auth')
    app.register_blueprint(rooms)
