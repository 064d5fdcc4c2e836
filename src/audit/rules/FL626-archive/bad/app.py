import os
import shutil
import tarfile
from tarfile import TarFile

from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)


@app.route('/a', methods=['POST'])
def by_stream():
    with tarfile.open(fileobj=request.files['archive'].stream) as archive:
        archive.extractall('imports')  # expect: FL626
    return 'done'


@app.route('/b', methods=['POST'])
def by_file():
    file = request.files['archive']
    path = os.path.join('/tmp', secure_filename(file.filename))
    file.save(path)
    tar = tarfile.open(path, 'r:gz')
    tar.extractall(path='imports')  # expect: FL626
    return 'done'


@app.route('/c', methods=['POST'])
def one_by_one():
    tar = TarFile(fileobj=request.files['archive'])
    for member in tar:
        tar.extract(member, 'imports')  # expect: FL626
    return 'done'


@app.route('/d', methods=['POST'])
def fixed_place():
    request.files['archive'].save('/var/spool/upload.tgz')
    shutil.unpack_archive('/var/spool/upload.tgz', 'imports')  # expect: FL626
    return 'done'


@app.route('/e', methods=['POST'])
def trusted():
    with tarfile.open(fileobj=request.files['archive']) as archive:
        archive.extractall('imports', filter='fully_trusted')  # expect: FL626
    return 'done'


def unpack(path):
    with tarfile.open(path) as archive:
        archive.extractall('imports')  # expect: FL626
