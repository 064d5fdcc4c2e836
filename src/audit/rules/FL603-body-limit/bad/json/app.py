from flask import Flask, request


def create_app():
    app = Flask(__name__)
    app.config['MAX_CONTENT_LENGTH'] = None  # expect: FL603

    @app.route('/orders', methods=['POST'])
    def orders():
        return {'count': len(request.get_json())}

    return app
