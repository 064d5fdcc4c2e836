from flask import Flask, redirect, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_user

from store import find_user

limiter = Limiter(get_remote_address, default_limits=['100 per hour'])


def create_app():
    app = Flask(__name__)
    limiter.init_app(app)

    @app.route('/login', methods=['POST'])
    def login():
        user = find_user(request.form['name'])
        if user and user.check_password(request.form['password']):
            login_user(user)
        return redirect('/')

    return app
