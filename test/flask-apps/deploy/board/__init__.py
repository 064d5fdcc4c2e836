from flask import Flask, jsonify

from .notices import all_notices


def create_app():
    app = Flask(__name__)
    app.config['MAX_CONTENT_LENGTH'] = 16 * 1024

    @app.get('/notices')
    def notices():
        return jsonify(all_notices())

    return app
