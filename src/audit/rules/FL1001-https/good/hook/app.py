from flask import Flask, redirect, request

app = Flask(__name__)


@app.route('/')
def index():
    return {'up': True}


@app.before_request
def to_https():
    if not request.is_secure and request.headers.get('X-Forwarded-Proto', 'http') != 'https':
        return redirect(request.url.replace('http://', 'https://', 1), code=301)
