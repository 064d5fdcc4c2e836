import os
import uuid

from flask import Blueprint, abort, current_app, redirect, request, send_file, send_from_directory, url_for
from flask_login import login_required
from werkzeug.utils import safe_join, secure_filename

bp = Blueprint('media', __name__)

EXTENSIONS = {'.png', '.jpg', '.jpeg', '.webp'}


@bp.route('/<path:filename>')
def picture(filename):
    return send_from_directory(current_app.config['MEDIA'], filename)


@bp.route('/original/<name>')
@login_required
def original(name):
    path = safe_join(current_app.config['MEDIA'], 'originals', name)
    if path is None or not os.path.isfile(path):
        abort(404)
    return send_file(path, as_attachment=True)


@bp.route('/', methods=['POST'])
@login_required
def add():
    sent = request.files.get('picture')
    if sent is None:
        abort(400)
    extension = os.path.splitext(secure_filename(sent.filename))[1].lower()
    if extension not in EXTENSIONS:
        abort(415)
    name = uuid.uuid4().hex + extension
    sent.save(os.path.join(current_app.config['MEDIA'], name))
    return redirect(url_for('media.picture', filename=name))
