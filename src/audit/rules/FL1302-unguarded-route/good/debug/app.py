import os
import subprocess

from flask import Flask, abort, current_app, jsonify
from flask_login import login_required

app = Flask(__name__)

if app.debug:

    @app.route('/debug/state')
    def state():
        return jsonify(dict(os.environ))


@app.route('/debug/threads')
def threads():
    if not current_app.debug:
        abort(404)
    return jsonify(threads=3)


@app.route('/debug/config')
@login_required
def config():
    return jsonify({key: str(value) for key, value in app.config.items()})


# A bus company's.
@app.route('/routes')
def routes():
    return jsonify(routes=[1, 2, 3])


@app.route('/version')
def version():
    return jsonify(version=app.config['VERSION'], host=os.environ.get('HOSTNAME'))


@app.route('/build')
def build():
    subprocess.run(['make'], env=dict(os.environ), check=True)
    return ''
