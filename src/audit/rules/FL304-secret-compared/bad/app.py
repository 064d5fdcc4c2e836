import hashlib
import hmac
import os

from flask import Flask, abort, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
API_KEY = os.environ['API_KEY']


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    api_key = db.Column(db.String(64))
    digest = db.Column(db.String(64))


def password_digest(password):
    return hashlib.sha256(password.encode()).hexdigest()


@app.before_request
def check_key():
    if request.headers.get('X-Api-Key') != API_KEY:  # expect: FL304
        abort(401)


@app.post('/hook')
def hook():
    signature = hmac.new(os.environb[b'HOOK'], request.get_data(), 'sha256').hexdigest()
    if signature != request.headers['X-Signature']:  # expect: FL304
        abort(403)
    return ''


@app.post('/admin')
def admin():
    if request.args.get('token') == app.config['ADMIN_TOKEN']:  # expect: FL304
        return 'yes'
    if os.environ.get('ADMIN_SECRET') == request.form['secret']:  # expect: FL304
        return 'yes'
    abort(403)


@app.post('/login/<int:user_id>')
def login(user_id):
    user = User.query.get(user_id)
    if user.api_key == request.form['key']:  # expect: FL304
        return 'yes'
    return str(user.digest == password_digest(request.form['password']))  # expect: FL304
