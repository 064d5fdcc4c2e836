import json

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, send_file, url_for
from markupsafe import Markup, escape

app = Flask(__name__)
THINGS = {'lamp': 'Lamp'}
NAMES = {'a': 'Alice', 'b': 'Bob'}


@app.route('/a')
def escaped():
    return f'<h1>Hello, {escape(request.args.get("name", "you"))}</h1>'


@app.route('/b')
def as_json():
    return jsonify(name=request.args['name'])


@app.route('/c')
def as_dict():
    return {'name': request.args['name']}


@app.route('/d')
def by_template():
    return render_template('hello.html', name=request.args['name'])


@app.route('/e')
def as_text():
    return Response(request.args['name'], mimetype='text/plain')


@app.route('/f/<int:number>')
def numbered(number):
    return f'<p>Number {number}</p>'


@app.route('/g')
def header_set():
    response = make_response(json.dumps({'name': request.args['name']}))
    response.headers['Content-Type'] = 'application/json'
    return response


@app.route('/h')
def markup():
    return Markup('<h1>Hello, {}</h1>').format(request.args['name'])


@app.route('/i')
def away():
    return redirect(url_for('as_json', name=request.args['name']))


@app.route('/j')
def listed():
    return 'Hello, ' + NAMES.get(request.args['who'], 'you')


@app.route('/k')
def as_tuple():
    return request.args['name'], 200, {'Content-Type': 'text/plain; charset=utf-8'}


@app.route('/l')
def counted():
    return f'{len(request.args)} arguments, {request.method}'


@app.route('/m', methods=['POST'])
def mirrored():
    return request.get_json()


class Answer:
    def failed(self, detail):
        document = {'errors': [{'detail': detail}]}
        return make_response(document, 404)

    def one(self, key):
        found = THINGS.get(key)
        if found is None:
            return self.failed(f'There is no {key}.')
        document = {'data': {'id': key, 'name': found}}
        if request.args.get('include'):
            document['included'] = []
        return document


@app.route('/things/<path:key>')
def thing(key):
    return Answer().one(key)
