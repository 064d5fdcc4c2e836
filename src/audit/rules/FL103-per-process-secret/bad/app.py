import os
import random
import secrets
import string
import uuid

from flask import Flask

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.urandom(24),  # expect: FL103
    JWT_SECRET_KEY=str(uuid.uuid4()),  # expect: FL103
)
app.config['WTF_CSRF_SECRET_KEY'] = os.environ.get('CSRF_KEY') or secrets.token_hex(16)  # expect: FL103
app.config['SECURITY_PASSWORD_SALT'] = ''.join(random.choice(string.ascii_letters) for _ in range(32))  # expect: FL103


@app.route('/')
def index():
    return {'up': True}
