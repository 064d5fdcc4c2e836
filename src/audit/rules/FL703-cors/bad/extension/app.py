import os

from flask import Blueprint, Flask
from flask_cors import CORS

app = Flask(__name__)
api = Blueprint('api', __name__)
partners = Blueprint('partners', __name__)

CORS(app, supports_credentials=True)  # expect: FL703
CORS(api, resources={r'/api/*': {'origins': '*', 'supports_credentials': True}})  # expect: FL703
CORS(partners, origins=os.environ.get('PARTNERS', '*'), supports_credentials=True)  # expect: FL703
