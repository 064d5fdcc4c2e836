# What it says is known when it runs, and not before.
import os

from flask import Flask, render_template

app = Flask(__name__)
SCRIPTS = os.environ['SCRIPT_HOSTS']


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = app.config['POLICY']
    response.headers['X-XSS-Protection'] = app.config.get('FILTER', '0')
    return response


@app.route('/')
def index():
    return render_template('index.html')
