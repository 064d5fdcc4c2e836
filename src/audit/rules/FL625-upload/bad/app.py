import os
import uuid

from flask import Flask, request, send_from_directory
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.utils import secure_filename

app = Flask(__name__)
app.config['UPLOAD_FOLDER'] = 'app/static/uploads'
PAPERS = '/var/lib/papers'


class Picture(FlaskForm):
    picture = FileField('Picture')


def allowed(name):
    return name.rsplit('.', 1)[-1] in {'png', 'jpg'}


@app.route('/a', methods=['POST'])
def own_name():
    file = request.files['file']
    file.save(os.path.join('/var/uploads', file.filename))  # expect: FL625
    return 'done'


@app.route('/b', methods=['POST'])
def in_static():
    file = request.files['file']
    file.save(os.path.join(app.static_folder, secure_filename(file.filename)))  # expect: FL625
    return 'done'


@app.route('/c', methods=['POST'])
def by_config():
    file = request.files['file']
    name = secure_filename(file.filename)
    target = os.path.join(app.config['UPLOAD_FOLDER'], name)
    file.save(target)  # expect: FL625
    return 'done'


@app.route('/d', methods=['POST'])
def ending_alone():
    file = request.files['file']
    _, ending = os.path.splitext(file.filename)
    file.save('static/' + uuid.uuid4().hex + ending)  # expect: FL625
    return 'done'


@app.route('/e', methods=['POST'])
def checked_but_a_path():
    file = request.files['file']
    if not allowed(file.filename):
        return 'no', 400
    file.save(f'{PAPERS}/{file.filename}')  # expect: FL625
    return 'done'


@app.route('/f', methods=['POST'])
def several():
    for file in request.files.getlist('files'):
        file.save('/var/uploads/' + file.filename)  # expect: FL625
    return 'done'


@app.route('/g', methods=['POST'])
def by_form():
    form = Picture()
    if form.validate_on_submit():
        form.picture.data.save('static/' + secure_filename(form.picture.data.filename))  # expect: FL625
    return 'done'


@app.route('/h', methods=['POST'])
def served():
    file = request.files['paper']
    file.save(os.path.join(PAPERS, secure_filename(file.filename)))  # expect: FL625
    return 'done'


@app.route('/papers/<name>')
def paper(name):
    return send_from_directory(PAPERS, name)


@app.route('/i', methods=['POST'])
def named_by_field():
    request.files['file'].save('/var/uploads/' + request.form['user'] + '.png')  # expect: FL625
    return 'done'


@app.route('/j', methods=['POST'])
def read_again():
    file = request.files['file']
    path = os.path.join('/var/uploads', file.filename)
    file.save(path)  # expect: FL625
    with open(path, 'rb') as again:
        return {'n': len(again.read())}
