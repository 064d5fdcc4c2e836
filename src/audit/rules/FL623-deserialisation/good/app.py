import json
import pickle

import numpy
import yaml
from flask import Flask, request, session

app = Flask(__name__)

with open('model.bin', 'rb') as file:
    MODEL = pickle.load(file)


@app.route('/a', methods=['POST'])
def by_json():
    return {'n': len(json.loads(request.data))}


@app.route('/b', methods=['POST'])
def safe():
    return {'settings': yaml.safe_load(request.data)}


@app.route('/c', methods=['POST'])
def safe_loader():
    return {'settings': yaml.load(request.data, Loader=yaml.SafeLoader)}


@app.route('/d', methods=['POST'])
def array():
    return {'n': numpy.load(request.files['array']).size}


@app.route('/e', methods=['POST'])
def written():
    session['saved'] = pickle.dumps(request.json).hex()
    return {'ok': True}


@app.route('/f')
def own_file():
    with open('cache.bin', 'rb') as file:
        return {'n': len(pickle.load(file))}
