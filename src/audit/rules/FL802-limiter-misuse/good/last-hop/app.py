from flask import Flask, request
from flask_limiter import Limiter

app = Flask(__name__)


def address():
    # What our own proxy saw.
    return request.headers.get('X-Forwarded-For', '').split(',')[-1].strip()


def api_key():
    return request.headers.get('X-Api-Key', '')


limiter = Limiter(address, app=app, storage_uri='redis://cache')


@app.route('/api')
@limiter.limit('10/minute', key_func=api_key)
def api():
    return ''
