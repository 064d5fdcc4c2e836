import re

from flask import Flask, request

app = Flask(__name__)
LINES = ['one', 'two']


@app.route('/a')
def search():
    return {'found': [line for line in LINES if re.search(request.args['q'], line)]}  # expect: FL604


@app.route('/b/<name>')
def built(name):
    pattern = re.compile('^' + name + r'\d+$')  # expect: FL604
    return {'found': [line for line in LINES if pattern.match(line)]}


def matches(pattern, text):
    return re.fullmatch(pattern, text) is not None  # expect: FL604


@app.route('/c', methods=['POST'])
def checked():
    return {'ok': matches(request.json['pattern'], request.json['text'])}


@app.route('/d')
def replaced():
    return {'text': re.sub(f"({request.args['word']})", '*', 'a text')}  # expect: FL604
