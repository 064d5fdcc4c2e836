import os

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
app.config['RATELIMIT_STORAGE_URI'] = os.environ.get('REDIS_URL', 'memory://')
limiter = Limiter(get_remote_address, app=app)


@app.route('/login', methods=['POST'])
@limiter.limit('5 per minute')
def login():
    return ''
