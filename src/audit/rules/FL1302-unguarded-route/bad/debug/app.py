import os

from flask import Flask, current_app, jsonify

app = Flask(__name__)


@app.route('/debug/state')  # expect: FL1302
def state():
    return jsonify(threads=3)


@app.route('/info')  # expect: FL1302
def info():
    return jsonify(dict(os.environ))


@app.route('/tools/settings')  # expect: FL1302
def settings():
    return jsonify({key: str(value) for key, value in current_app.config.items()})
