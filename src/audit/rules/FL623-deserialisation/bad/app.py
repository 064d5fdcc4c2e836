import base64
import pickle

import jsonpickle
import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route('/a')
def cookie():
    state = pickle.loads(base64.b64decode(request.cookies['state']))  # expect: FL623
    return {'state': str(state)}


@app.route('/b', methods=['POST'])
def body():
    return {'n': len(pickle.loads(request.data))}  # expect: FL623


@app.route('/c', methods=['POST'])
def settings():
    return {'settings': str(yaml.load(request.data))}  # expect: FL623


@app.route('/d', methods=['POST'])
def loader():
    return {'settings': str(yaml.load(request.data, Loader=yaml.Loader))}  # expect: FL623


@app.route('/e', methods=['POST'])
def uploaded():
    return {'model': str(pickle.load(request.files['model']))}  # expect: FL623


def restore(text):
    return jsonpickle.decode(text)  # expect: FL623


@app.route('/f', methods=['POST'])
def saved():
    return {'it': str(restore(request.form['saved']))}
