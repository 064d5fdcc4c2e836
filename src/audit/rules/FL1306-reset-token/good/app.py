from datetime import datetime, timedelta

from flask import Flask, abort, redirect, request
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from models import PasswordReset, User, db

app = Flask(__name__)


def links():
    return URLSafeTimedSerializer(app.secret_key, salt='reset')


# Good for half an hour, and for one version of the password.
@app.route('/reset/<token>', methods=['POST'])
def reset(token):
    user_id, version = links().loads(token, max_age=1800)
    user = db.session.get(User, user_id)
    if user.password_version != version:
        abort(404)
    user.set_password(request.form['password'])
    db.session.commit()
    return redirect('/login')


# Kept in the database, with an end, and taken away.
@app.route('/a/reset/<token>', methods=['POST'])
def reset_stored(token):
    user = User.query.filter_by(reset_token=token).first()
    if user is None or user.reset_token_expires < datetime.utcnow():
        abort(404)
    user.set_password(request.form['password'])
    user.reset_token = None
    db.session.commit()
    return redirect('/login')


# A table of its own.
@app.route('/b/reset/<token>', methods=['POST'])
def reset_from_table(token):
    row = PasswordReset.query.filter_by(token=token).first_or_404()
    if row.created + timedelta(minutes=30) < datetime.utcnow():
        abort(404)
    row.user.set_password(request.form['password'])
    db.session.delete(row)
    db.session.commit()
    return redirect('/login')


# No reset: what a visitor likes.
@app.route('/preferences')
def preferences():
    return URLSafeSerializer(app.secret_key).loads(request.cookies['preferences'])
