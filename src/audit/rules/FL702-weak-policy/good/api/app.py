# JSON alone: no form, no base address, nothing to frame.
from flask import Flask, jsonify

app = Flask(__name__)


@app.after_request
def headers(response):
    response.headers['Content-Security-Policy'] = "default-src 'none'"
    return response


@app.route('/status')
def status():
    return jsonify(ok=True)
