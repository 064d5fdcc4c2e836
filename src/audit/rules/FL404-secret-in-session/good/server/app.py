from flask import Flask, redirect, request, session
from flask_session import Session

app = Flask(__name__)
app.config['SESSION_TYPE'] = 'redis'
Session(app)


@app.route('/code', methods=['POST'])
def code():
    session['otp'] = request.form['code']
    return redirect('/')
