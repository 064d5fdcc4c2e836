import hashlib
import hmac
import os
import secrets

from flask import Flask, abort, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
API_KEY = os.environ['API_KEY']


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    api_key = db.Column(db.String(64))
    role = db.Column(db.String(64))
    etag = db.Column(db.String(64))


@app.before_request
def check_key():
    if not hmac.compare_digest(request.headers.get('X-Api-Key', ''), API_KEY):
        abort(401)
    if app.config['API_KEY'] is None or API_KEY == '':
        abort(500)


@app.post('/hook')
def hook():
    signature = hmac.new(os.environb[b'HOOK'], request.get_data(), 'sha256').hexdigest()
    if not secrets.compare_digest(signature, request.headers['X-Signature']):
        abort(403)
    return ''


@app.get('/file')
def file():
    body = b'text'
    tag = hashlib.md5(body).hexdigest()
    if request.headers.get('If-None-Match') == tag:
        return '', 304
    if hashlib.sha256(body).hexdigest() == request.args.get('checksum'):
        return 'same'
    return body


@app.post('/role/<int:user_id>')
def role(user_id):
    user = User.query.get(user_id)
    if user.role == request.form['role'] or user.id == int(request.form['id']):
        return 'same'
    if request.form['password'] == request.form['confirm_password']:
        return 'same'
    if session.get('kind') == request.args.get('kind') or request.form['secret'] == '':
        return 'same'
    if request.args['token_type'] == app.config['TOKEN_TYPE']:
        return 'same'
    # The database looks by an index, and not in constant time either; the row is of no use without the key.
    return str(User.query.filter_by(api_key=request.form['key']).count())
