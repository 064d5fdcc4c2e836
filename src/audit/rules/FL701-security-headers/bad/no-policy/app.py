from flask import Flask, render_template

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['X-Frame-Options'] = 'DENY'  # expect: FL701
    response.headers['X-Content-Type-Options'] = 'nosniff'
    return response


@app.route('/')
def index():
    return render_template('index.html')
