import os
import uuid

from flask import Flask, abort, request, send_from_directory
from flask_login import current_user
from PIL import Image
from werkzeug.utils import secure_filename

from forms import Picture

app = Flask(__name__)
ENDINGS = {'png', 'jpg'}
STORE = '/var/uploads'
PRIVATE = '/var/private'


def allowed(name):
    return '.' in name and name.rsplit('.', 1)[1].lower() in ENDINGS


@app.route('/a', methods=['POST'])
def checked():
    file = request.files['file']
    if file and allowed(file.filename):
        file.save(os.path.join('static', secure_filename(file.filename)))
    return 'done'


@app.route('/b', methods=['POST'])
def random_name():
    request.files['file'].save(os.path.join('static', uuid.uuid4().hex + '.png'))
    return 'done'


@app.route('/c', methods=['POST'])
def ending_checked():
    file = request.files['file']
    ending = file.filename.rpartition('.')[2].lower()
    if ending not in ENDINGS:
        abort(400)
    file.save(f'static/{uuid.uuid4().hex}.{ending}')
    return 'done'


@app.route('/d', methods=['POST'])
def kept_private():
    file = request.files['file']
    file.save(os.path.join(PRIVATE, secure_filename(file.filename)))
    return 'done'


@app.route('/e', methods=['POST'])
def written_anew():
    image = Image.open(request.files['file'])
    image.thumbnail((100, 100))
    image.save(os.path.join('static', f'{uuid.uuid4().hex}.png'))
    return 'done'


@app.route('/f', methods=['POST'])
def by_form():
    form = Picture()
    if form.validate_on_submit():
        form.picture.data.save('static/' + secure_filename(form.picture.data.filename))
    return 'done'


@app.route('/g', methods=['POST'])
def as_attachment():
    file = request.files['file']
    file.save(os.path.join(STORE, secure_filename(file.filename)))
    return 'done'


@app.route('/files/<name>')
def sent(name):
    return send_from_directory(STORE, name, as_attachment=True)


@app.route('/h', methods=['POST'])
def by_user():
    request.files['file'].save(f'/var/avatars/{current_user.id}.png')
    return 'done'


@app.route('/i', methods=['POST'])
def model():
    form = Picture()
    form.save(request.form['title'])
    return 'done'
