from flask import Flask, render_template

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = "default-src 'self'; base-uri 'none'; form-action 'self'"
    response.headers['X-Frame-Options'] = 'DENY'
    return response


@app.route('/')
def index():
    return render_template('index.html')
