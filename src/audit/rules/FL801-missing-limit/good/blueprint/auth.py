from flask import Blueprint, Flask, redirect, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_user

from store import find_user

app = Flask(__name__)
auth = Blueprint('auth', __name__)
limiter = Limiter(get_remote_address, app=app)
limiter.limit('20 per minute')(auth)


@auth.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        login_user(user)
    return redirect('/')


app.register_blueprint(auth)
