import secrets

from flask import Flask, g, render_template

app = Flask(__name__)
POLICY = "script-src 'nonce-NONCE'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = POLICY.replace('NONCE', g.nonce)
    return response


@app.before_request
def nonce():
    g.nonce = secrets.token_urlsafe(16)


@app.route('/')
def index():
    return render_template('index.html')
