from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, render_template, request, session
from flask_jwt_extended import create_access_token, get_jwt_identity, jwt_required
from itsdangerous import URLSafeTimedSerializer

from store import find_user

app = Flask(__name__)
oauth = OAuth(app)


# Another site asks for the password.
@app.route('/login')
def login():
    return oauth.google.authorize_redirect('https://app.example.com/callback')


@app.route('/callback')
def callback():
    session.clear()
    session['user_id'] = oauth.google.authorize_access_token()['userinfo']['sub']
    return redirect('/')


# Whoever refreshes holds a token that nobody guesses.
@app.post('/token/refresh')
@jwt_required(refresh=True)
def refresh_token():
    return {'token': create_access_token(get_jwt_identity())}


@app.route('/reset/<token>', methods=['POST'])
def reset(token):
    user = find_user(URLSafeTimedSerializer(app.secret_key).loads(token, max_age=600))
    user.set_password(request.form['password'])
    return redirect('/login')


# The name says login, and nobody signs in.
@app.route('/tips/login', methods=['POST'])
def login_tips():
    return render_template('tips.html', about=request.form['about'])


# A game.
@app.route('/reset', methods=['POST'])
def reset_game():
    session['score'] = 0
    return redirect('/')


# A phone's, to which messages are pushed.
@app.route('/api/token', methods=['POST'])
def token():
    session['push'] = request.get_json()['device']
    return {}
