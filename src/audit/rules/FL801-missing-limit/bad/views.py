from flask import Blueprint, request
from flask.views import MethodView
from flask_login import login_user

from app import User

bp = Blueprint('class_auth', __name__)


class LoginView(MethodView):
    def get(self):
        return '<form method=post>'

    def post(self):
        user = User.query.filter_by(email=request.form['email']).first()
        if user and user.check_password(request.form['password']):
            login_user(user)
        return ''


bp.add_url_rule('/sign-in', view_func=LoginView.as_view('login'))  # expect: FL801
