import os

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
app.config['RATELIMIT_ENABLED'] = False  # expect: FL802
limiter = Limiter(get_remote_address, app=app, storage_uri=os.environ['REDIS_URL'])


@limiter.limit('5 per minute')  # expect: FL802
@app.route('/login', methods=['POST'])
def login():
    return ''
