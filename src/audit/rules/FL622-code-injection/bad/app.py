import importlib

from flask import Flask, request

app = Flask(__name__)


@app.route('/a')
def calculator():
    return {'result': eval(request.args['sum'])}  # expect: FL622


@app.route('/b', methods=['POST'])
def script():
    exec(request.get_data(as_text=True), {})  # expect: FL622
    return {'ok': True}


@app.route('/c')
def filtered():
    rule = request.args.get('rule', 'True')
    keep = eval('lambda row: ' + rule)  # expect: FL622
    return {'rows': [row for row in range(10) if keep(row)]}


@app.route('/d/<name>')
def plugin(name):
    module = importlib.import_module(name)  # expect: FL622
    return {'doc': module.__doc__}


def compute(formula):
    return eval(compile(formula, 'formula', 'eval'))  # expect: FL622


@app.route('/e', methods=['POST'])
def formula():
    return {'result': compute(request.json['formula'])}
