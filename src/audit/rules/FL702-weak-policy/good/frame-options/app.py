from flask import Flask, render_template

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['X-Frame-Options'] = 'SAMEORIGIN'
    response.headers['Content-Security-Policy'] = "default-src 'self'; base-uri 'self'; form-action 'self'"
    return response


@app.route('/')
def index():
    return render_template('index.html')
