# 'unsafe-inline' and https: are for old browsers: others pass over them beside a nonce with 'strict-dynamic'.
import secrets

from flask import Flask, g, render_template

app = Flask(__name__)


@app.before_request
def nonce():
    g.nonce = secrets.token_urlsafe(16)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = (
        f"script-src 'nonce-{g.nonce}' 'strict-dynamic' 'unsafe-inline' https:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
    return response


@app.route('/')
def index():
    return render_template('index.html')
