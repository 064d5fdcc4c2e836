import secrets

from flask import Flask, current_app, redirect, request

app = Flask(__name__)
FLAGS = {'secure': True, 'httponly': True, 'samesite': 'Lax'}


@app.route('/device', methods=['POST'])
def device():
    response = redirect('/')
    response.set_cookie('device_token', secrets.token_urlsafe(32), secure=True, httponly=True, samesite='Lax')
    response.set_cookie('session_id', secrets.token_urlsafe(32), **FLAGS)
    response.set_cookie('access', secrets.token_urlsafe(32), secure=current_app.config['SECURE'], httponly=True)
    response.set_cookie('refresh', 'x', 60, None, '/', None, True, True)
    response.set_cookie('csrf_token', secrets.token_urlsafe(32), secure=request.is_secure, samesite='Strict')
    return response


@app.route('/logout', methods=['POST'])
def logout():
    response = redirect('/')
    response.set_cookie('token', '', expires=0)
    response.set_cookie('session', 'gone', max_age=0)
    response.delete_cookie('old_token')
    return response
