import hashlib

from flask import Flask

PHRASE = 'correct horse battery staple'


def first():
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY_FALLBACKS=['old-key-of-2019-Rt5'])  # expect: FL101
    app.config['SECURITY_PASSWORD_SALT'] = hashlib.sha256(PHRASE.encode()).hexdigest()  # expect: FL101
    return app
