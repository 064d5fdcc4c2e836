import ast
import importlib
import json
import re

from flask import Flask, abort, request

app = Flask(__name__)
PLUGINS = {'csv': 'plugins.csv', 'json': 'plugins.json'}
PATTERN = re.compile(r'^\d+$')


@app.route('/a')
def literal():
    return {'result': ast.literal_eval(request.args['value'])}


@app.route('/b', methods=['POST'])
def parsed():
    return {'result': json.loads(request.data)}


@app.route('/c')
def constant():
    return {'result': eval('1 + 1')}


@app.route('/d/<name>')
def plugin(name):
    if name not in PLUGINS:
        abort(404)
    module = importlib.import_module(PLUGINS[name])
    return {'doc': module.__doc__}


@app.route('/e')
def numbered():
    return {'result': eval(str(int(request.args['n'])) + ' * 2')}


class Frame:
    def eval(self, expression):
        return expression


@app.route('/f')
def own_method():
    return {'result': Frame().eval(request.args['x'])}


@app.route('/g')
def pattern():
    return {'ok': PATTERN.match(request.args['x']) is not None, 'same': re.compile('a+').match(request.args['x']) is not None}
