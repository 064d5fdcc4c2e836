from flask import Flask, abort, g, redirect, request, session
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
users = {}


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40))


def current_user():
    return User.query.get(int(request.cookies.get('forum_user_id', 0)))  # expect: FL405


@app.before_request
def load():
    name = request.cookies.get('username')  # expect: FL405
    g.account = User.query.filter_by(name=name).first()


@app.route('/admin')
def admin():
    if request.cookies.get('is_admin') != 'true':  # expect: FL405
        abort(403)
    return {'secrets': True}


@app.route('/staff')
def staff():
    role = request.cookies['role']  # expect: FL405
    if role == 'staff':
        return {'staff': True}
    return redirect('/')


@app.route('/resume')
def resume():
    session['user_id'] = request.cookies.get('uid')  # expect: FL405
    return redirect('/')


@app.route('/profile')
def profile():
    return users[request.cookies['login']]  # expect: FL405
