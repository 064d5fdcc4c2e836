import os
import secrets

from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ['APP_SECRET']
app.config['SECRET_KEY_FALLBACKS'] = [os.environ['OLD_APP_SECRET']] if 'OLD_APP_SECRET' in os.environ else []
app.config['WTF_CSRF_SECRET_KEY'] = os.environ.get('CSRF_SECRET')
app.config['SECURITY_PASSWORD_SALT'] = open('/run/secrets/salt').read().strip()
# No key: Flask refuses to open a session.
app.config.setdefault('OTHER_SECRET_KEY', '')


def make_key():
    with open('/etc/shop/key', 'x') as file:
        file.write(secrets.token_urlsafe(32))
