import os

from flask import Blueprint, Flask, redirect, request
from flask_login import LoginManager, current_user, login_required, login_user
from notes import db, Note, User

login = LoginManager()
bp = Blueprint('notes', __name__)


@bp.post('/notes')
@login_required
def add_note():
    db.session.add(Note(text=request.form['text'], owner=current_user.id))
    db.session.commit()
    return redirect('/')


@bp.post('/login')
def sign_in():
    user = User.query.filter_by(name=request.form['name']).first_or_404()
    login_user(user)
    return redirect('/')


def create_app():
    app = Flask(__name__)  # expect: FL201
    app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
    login.init_app(app)
    app.register_blueprint(bp)
    return app
