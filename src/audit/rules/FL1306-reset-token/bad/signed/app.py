from flask import Flask, current_app, redirect, request
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from models import User, db

app = Flask(__name__)


def serializer():
    return URLSafeTimedSerializer(current_app.config['SECRET_KEY'])


def verify_reset_token(token):
    return User.query.filter_by(email=serializer().loads(token, salt='reset')).first()  # expect: FL1306


@app.route('/reset/<token>', methods=['POST'])
def reset_password(token):
    user = verify_reset_token(token)
    user.set_password(request.form['password'])
    db.session.commit()
    return redirect('/login')


@app.route('/recover/<token>', methods=['POST'])
def recover(token):
    user_id = URLSafeSerializer(app.secret_key).loads(token)  # expect: FL1306
    db.session.get(User, user_id).set_password(request.form['password'])
    db.session.commit()
    return redirect('/login')


# A time there is, but within it the link may be used again and again.
@app.route('/a/reset-password/<token>', methods=['POST'])
def reset_within_time(token):
    email = serializer().loads(token, max_age=3600)  # expect: FL1306
    User.query.filter_by(email=email).first().set_password(request.form['password'])
    db.session.commit()
    return redirect('/login')
