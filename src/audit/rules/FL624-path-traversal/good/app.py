import io
import os
import uuid
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory, session
from werkzeug.utils import safe_join, secure_filename

app = Flask(__name__)
STORE = Path('store').resolve()
BASE = os.path.realpath('files')
REPORTS = {'month': 'reports/month.pdf', 'year': 'reports/year.pdf'}


@app.route('/a/<path:name>')
def from_directory(name):
    return send_from_directory('files', name)


@app.route('/b')
def joined_safely():
    path = safe_join('files', request.args['name'])
    if path is None:
        abort(404)
    return send_file(path)


@app.route('/c')
def secured():
    with open(os.path.join('files', secure_filename(request.args['name']))) as file:
        return {'text': file.read()}


@app.route('/d/<int:number>')
def numbered(number):
    return send_file(f'invoices/{number}.pdf')


@app.route('/e')
def relative():
    path = (STORE / request.args['name']).resolve()
    if not path.is_relative_to(STORE):
        abort(404)
    return {'text': path.read_text()}


@app.route('/f')
def resolved():
    path = os.path.realpath(os.path.join(BASE, request.args['name']))
    if not path.startswith(BASE + os.sep):
        abort(404)
    return send_file(path)


@app.route('/g')
def listed():
    return send_file(REPORTS[request.args['kind']])


@app.route('/h', methods=['POST'])
def own_name():
    with open(f'store/{uuid.uuid4().hex}', 'wb') as file:
        file.write(request.get_data())
    return 'done'


@app.route('/i')
def base_name():
    return send_file('files/' + os.path.basename(request.args['name']))


@app.route('/j', methods=['POST'])
def content():
    return send_file(io.BytesIO(request.files['picture'].read()), mimetype='image/png')


@app.route('/k')
def checked():
    name = request.args['name']
    if name not in os.listdir('files'):
        abort(404)
    return send_file('files/' + name)


@app.route('/l/<uuid:key>')
def by_uuid(key):
    return send_file(f'store/{key}.bin')


@app.route('/m', methods=['POST'])
def written():
    (STORE / 'last.txt').write_text(request.form['text'])
    return 'done'


@app.route('/n')
def by_prefix():
    base = os.path.abspath('files')
    path = os.path.abspath(os.path.join(base, request.args['name']))
    if os.path.commonpath([base, path]) != base:
        abort(404)
    return send_file(path)
