from flask import Flask, render_template

app = Flask(__name__)
POLICY = (
    "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = POLICY
    response.headers['X-XSS-Protection'] = '0'
    return response


@app.route('/')
def index():
    return render_template('index.html')
