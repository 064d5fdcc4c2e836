import secrets
import uuid

from flask import Flask, jsonify, make_response, redirect, request

app = Flask(__name__)


@app.route('/device', methods=['POST'])
def device():
    response = redirect('/')
    response.set_cookie('device_token', secrets.token_urlsafe(32), max_age=30 * 86400)  # expect: FL402
    return response


@app.route('/login', methods=['POST'])
def login():
    response = make_response(jsonify(welcome=True))
    response.set_cookie('auth', request.form['proof'], secure=True)  # expect: FL402
    response.set_cookie(key='user_id', value='7', httponly=True, secure=False)  # expect: FL402
    ticket = uuid.uuid4().hex
    response.set_cookie(  # expect: FL402
        'ticket',
        str(uuid.uuid4()),
        samesite='Lax',
    )
    response.set_cookie('XSRF-TOKEN', ticket)  # expect: FL402
    return response


@app.route('/theme', methods=['POST'])
def theme():
    response = redirect('/')
    response.set_cookie('theme', request.form['theme'])  # expect: FL402
    return response
