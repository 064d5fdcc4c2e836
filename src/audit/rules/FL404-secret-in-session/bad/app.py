import random

from flask import Flask, redirect, request, session

app = Flask(__name__)


@app.route('/unlock', methods=['POST'])
def unlock():
    session['vault_password'] = request.form['vault_password']  # expect: FL404
    return redirect('/')


@app.route('/code', methods=['POST'])
def code():
    number = str(random.SystemRandom().randint(100000, 999999))
    session['otp'] = number  # expect: FL404
    session.update(
        captcha=request.form['shown'],  # expect: FL404
    )
    session.update({
        'card_number': request.form['card'],  # expect: FL404
    })
    session.setdefault('api_key', request.form['key'])  # expect: FL404
    return redirect('/')


@app.route('/callback')
def callback():
    session['access_token'] = request.args['token']  # expect: FL404
    return redirect('/')
