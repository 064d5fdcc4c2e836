from flask import Flask

app = Flask(__name__)


@app.route('/')
def index():
    return {'up': True}


@app.after_request
def headers(response):
    response.headers['Strict-Transport-Security'] = 'max-age=31536000'
    return response
