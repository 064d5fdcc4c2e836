import os

from flask import Blueprint, Flask
from flask_cors import CORS, cross_origin

app = Flask(__name__)
api = Blueprint('api', __name__)
public = Blueprint('public', __name__)
ORIGINS = ['https://app.example.com', 'https://admin.example.com']

CORS(app, origins=ORIGINS, supports_credentials=True)
CORS(api, resources={r'/api/*': {'origins': [r'https://.*\.example\.com']}}, supports_credentials=True)
CORS(public, origins=os.environ['ORIGINS'].split(','), supports_credentials=True)


@app.route('/me')
@cross_origin(origins='https://app.example.com', supports_credentials=True)
def me():
    return {}
