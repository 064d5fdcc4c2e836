from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_ipaddr

app = Flask(__name__)


def address():
    forwarded = request.headers.get('X-Forwarded-For')  # expect: FL802
    if forwarded:
        return forwarded.split(',')[0].strip()
    return request.remote_addr


limiter = Limiter(address, app=app, storage_uri='redis://cache')
other = Limiter(get_ipaddr, app=app, storage_uri='redis://cache')  # expect: FL802


@app.route('/login', methods=['POST'])
@limiter.limit('5/minute', key_func=lambda: request.access_route[0])  # expect: FL802
def login():
    return ''
