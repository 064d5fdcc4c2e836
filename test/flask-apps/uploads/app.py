import os
import tarfile
import uuid
from pathlib import Path

from flask import Flask, abort, flash, redirect, render_template, request, send_file, send_from_directory, url_for
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.utils import safe_join, secure_filename

ALLOWED_EXTENSIONS = {'png', 'jpg', 'jpeg', 'pdf'}
STORE = Path(os.environ['STORE']).resolve()
SHEETS = os.path.join(os.environ['STORE'], 'sheets')

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=1800,
    MAX_CONTENT_LENGTH=16 * 1024 * 1024,
)
CSRFProtect(app)
Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")


def allowed_file(filename):
    return '.' in filename and filename.rsplit('.', 1)[1].lower() in ALLOWED_EXTENSIONS


@app.route('/')
def index():
    return render_template('index.html', files=sorted(path.name for path in STORE.iterdir() if path.is_file()))


# Putting files in

@app.route('/upload', methods=['POST'])
def upload():
    file = request.files.get('file')
    if file is None or not allowed_file(file.filename):
        flash('Only pictures and PDF')
        return redirect(url_for('index'))
    extension = secure_filename(file.filename).rpartition('.')[2].lower()
    file.save(STORE / f'{uuid.uuid4().hex}.{extension}')
    return redirect(url_for('index'))


@app.route('/avatar', methods=['POST'])
def avatar():
    picture = request.files['picture']
    name = secure_filename(picture.filename)
    picture.save(os.path.join(app.static_folder, 'avatars', name))  # expect: FL625
    return redirect(url_for('index'))


@app.route('/sheets', methods=['POST'])
def import_sheets():
    with tarfile.open(fileobj=request.files['archive'].stream) as archive:
        archive.extractall(SHEETS)  # expect: FL626
    return redirect(url_for('index'))


@app.route('/sheets/careful', methods=['POST'])
def import_sheets_carefully():
    with tarfile.open(fileobj=request.files['archive'].stream) as archive:
        archive.extractall(SHEETS, filter='data')
    return redirect(url_for('index'))


# Getting them out

@app.route('/files/<path:name>')
def raw_file(name):
    return send_file(os.path.join(SHEETS, name))  # expect: FL624


@app.route('/preview')
def preview():
    document = request.args['document']
    with open(f'{SHEETS}/{document}', encoding='utf-8') as sheet:  # expect: FL624
        first_lines = sheet.read(2000)
    return render_template('preview.html', text=first_lines)


@app.route('/remove', methods=['POST'])
def remove():
    target = STORE / request.form['name']
    target.unlink()  # expect: FL624
    return redirect(url_for('index'))


@app.route('/download/<path:name>')
def download(name):
    return send_from_directory(STORE, name, as_attachment=True)


@app.route('/sheet/<name>')
def sheet(name):
    path = safe_join(SHEETS, name)
    if path is None or not os.path.isfile(path):
        abort(404)
    return send_file(path)


@app.route('/thumbnail/<uuid:picture>')
def thumbnail(picture):
    return send_file(STORE / 'thumbnails' / f'{picture}.png')


@app.route('/read/<path:name>')
def read(name):
    path = (STORE / name).resolve()
    if not path.is_relative_to(STORE):
        abort(404)
    return send_file(path)


@app.route('/template')
def template():
    kind = request.args.get('kind', 'letter')
    if kind not in ('letter', 'invoice'):
        abort(404)
    return send_file(os.path.join(SHEETS, kind + '.pdf'))
