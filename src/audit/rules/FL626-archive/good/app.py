import os
import shutil
import tarfile
import zipfile

from flask import Flask, abort, request

app = Flask(__name__)

with tarfile.open('models/shipped.tgz') as shipped:
    shipped.extractall('models')


@app.route('/a', methods=['POST'])
def filtered():
    with tarfile.open(fileobj=request.files['archive'].stream) as archive:
        archive.extractall('imports', filter='data')
    return 'done'


@app.route('/b', methods=['POST'])
def zipped():
    with zipfile.ZipFile(request.files['archive']) as archive:
        archive.extractall('imports')
    return 'done'


@app.route('/c', methods=['POST'])
def checked_by_hand():
    with tarfile.open(fileobj=request.files['archive']) as archive:
        for member in archive.getmembers():
            if member.name.startswith('/') or '..' in member.name or not member.isfile():
                abort(400)
        archive.extractall('imports')
    return 'done'


@app.route('/d', methods=['POST'])
def unpacked_zip():
    request.files['archive'].save('/var/spool/upload.zip')
    shutil.unpack_archive('/var/spool/upload.zip', 'imports', 'zip')
    return 'done'


@app.route('/e', methods=['POST'])
def listed():
    with tarfile.open(fileobj=request.files['archive']) as archive:
        return {'names': archive.getnames()}


@app.route('/f', methods=['POST'])
def with_filter():
    request.files['archive'].save('/var/spool/upload.tgz')
    shutil.unpack_archive('/var/spool/upload.tgz', 'imports', filter=tarfile.data_filter)
    return 'done'


@app.route('/g', methods=['POST'])
def one_entry():
    with tarfile.open(fileobj=request.files['archive']) as archive:
        return archive.extractfile('meta.json').read()
