import secrets

from flask import Flask, redirect, request, session

app = Flask(__name__)
store = {}


@app.route('/unlock', methods=['POST'])
def unlock():
    session['user_id'] = 7
    session['password'] = None
    session['has_otp'] = True
    session['pin'] = 'pin' in request.form
    session['password_changed_at'] = '2026-01-01'
    session['csrf_token'] = secrets.token_urlsafe(16)
    session['oauth_state'] = secrets.token_urlsafe(16)
    session.pop('otp', None)
    store['password'] = request.form['password']
    return redirect('/')
