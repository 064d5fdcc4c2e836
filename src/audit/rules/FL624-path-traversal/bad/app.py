import os
import shutil
from pathlib import Path

from flask import Flask, request, send_file

import notes

app = Flask(__name__)
STORE = Path('store')
BASE = os.path.dirname(__file__)


@app.route('/a')
def joined():
    return send_file(os.path.join(BASE, 'files', request.args['name']))  # expect: FL624


@app.route('/b/<path:name>')
def by_path(name):
    with open('files/' + name) as file:  # expect: FL624
        return {'text': file.read()}


@app.route('/c', methods=['POST'])
def removed():
    os.remove('store/%s.txt' % request.form['name'])  # expect: FL624
    return 'done'


@app.route('/d')
def by_pathlib():
    target = STORE / request.args['name']
    return {'text': target.read_text()}  # expect: FL624


@app.route('/e', methods=['POST'])
def folder():
    data = request.get_json()
    shutil.rmtree(f"{BASE}/jobs/{data['job']}")  # expect: FL624
    return 'done'


@app.route('/f')
def replaced():
    name = request.args.get('name', '').replace('../', '')
    return send_file(BASE + '/' + name)  # expect: FL624


@app.route('/g', methods=['POST'])
def moved():
    shutil.move('inbox/x', os.path.join('store', request.form['to']))  # expect: FL624
    return 'done'


@app.route('/h')
def note():
    return {'text': notes.load(request.cookies['last'])}


@app.route('/i')
def half_checked():
    name = request.args['name']
    path = os.path.join(BASE, name)
    if not path.startswith(BASE):
        return 'no', 404
    return send_file(path)  # expect: FL624


@app.route('/j')
def listed():
    return {'names': os.listdir(request.args.get('folder', '.'))}  # expect: FL624


@app.route('/k/<name>')
def one_segment(name):
    return send_file('files/' + name)  # expect: FL624
