import os

from flask import Flask
from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_restx import Api
from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix

from devices import devices
from partners import partners
from store import db
from tokens import tokens

jwt = JWTManager()
limiter = Limiter(get_remote_address, default_limits=['100 per minute'], storage_uri=os.environ['REDIS_URL'])


def create_app():
    app = Flask(__name__)
    app.config.update(
        JWT_SECRET_KEY='meters-jwt-2021',  # expect: FL104
        JWT_ACCESS_TOKEN_EXPIRES=900,
        MAX_CONTENT_LENGTH=64 * 1024,
        SQLALCHEMY_DATABASE_URI=os.environ['DATABASE_URL'],
    )
    db.init_app(app)
    jwt.init_app(app)
    limiter.init_app(app)
    Talisman(app, content_security_policy="default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

    api = Api(app, prefix='/v1', doc=False)
    api.add_namespace(tokens)
    api.add_namespace(devices)
    app.register_blueprint(partners, url_prefix='/partners')
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
    return app
