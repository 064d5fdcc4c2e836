import re

from flask import Flask, request

app = Flask(__name__)
LINES = ['one', 'two']
NUMBER = re.compile(r'^\d+$')
PATTERNS = {'number': r'\d+', 'word': r'\w+'}


@app.route('/a')
def escaped():
    return {'found': [line for line in LINES if re.search(re.escape(request.args['q']), line)]}


@app.route('/b')
def constant():
    return {'ok': NUMBER.match(request.args['q']) is not None}


@app.route('/c')
def subject():
    return {'ok': re.match(r'[a-z]+', request.args['q']) is not None}


@app.route('/d')
def listed():
    return {'found': re.findall(PATTERNS[request.args['kind']], 'a 1')}


@app.route('/e')
def counted():
    return {'found': re.findall('a{%d}' % int(request.args['n']), 'aaa')}


@app.route('/f')
def replacement():
    return {'text': re.sub('a', request.args['with'], 'abc')}
