from flask import Flask
from flask_cors import CORS

cors = CORS()  # expect: FL703


def create_app():
    app = Flask(__name__)
    app.config['CORS_ORIGINS'] = ['https://app.example.com', r'.*']
    app.config['CORS_SUPPORTS_CREDENTIALS'] = True
    cors.init_app(app)
    return app
