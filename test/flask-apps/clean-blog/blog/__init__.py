import os
import sys

from flask import Flask
from flask_bootstrap import Bootstrap
from werkzeug.middleware.proxy_fix import ProxyFix

from .extensions import csrf, db, limiter, login_manager, migrate, talisman
from .settings import CONTENT_SECURITY_POLICY, Production, Testing


def create_app(settings=None):
    app = Flask(__name__)
    app.config.from_object(settings or Production)
    if not app.config['SECRET_KEY']:
        sys.exit('SECRET_KEY must be set')
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)

    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    talisman.init_app(app, content_security_policy=CONTENT_SECURITY_POLICY, force_https=not app.testing)
    Bootstrap(app)

    from . import auth, feeds, markup, media, posts

    app.register_blueprint(auth.bp)
    app.register_blueprint(posts.bp)
    app.register_blueprint(media.bp, url_prefix='/media')
    app.register_blueprint(feeds.bp)
    markup.init_app(app)

    @app.after_request
    def private(response):
        response.headers.setdefault('Cache-Control', 'no-store')
        return response

    return app


def create_test_app():
    os.environ.setdefault('DATABASE_URL', 'sqlite://')
    return create_app(Testing)
