from flask import Flask, render_template

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy-Report-Only'] = "default-src 'self'; report-uri /csp"  # expect: FL702
    return response


@app.route('/')
def index():
    return render_template('index.html')
