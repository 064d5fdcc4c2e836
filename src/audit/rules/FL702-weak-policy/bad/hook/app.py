from flask import Flask, render_template

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = "default-src 'self'"  # expect: FL702
    response.headers['X-XSS-Protection'] = '1; mode=block'  # expect: FL702
    response.headers['X-Frame-Options'] = 'DENY'
    return response


@app.route('/')
def index():
    return render_template('index.html')
