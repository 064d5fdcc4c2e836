from flask import Flask, session
from flask_limiter import Limiter

app = Flask(__name__)
# Of old, and the version is of old too.
limiter = Limiter(app, key_func=lambda: session.get('user_id', ''), storage_uri='redis://cache')
