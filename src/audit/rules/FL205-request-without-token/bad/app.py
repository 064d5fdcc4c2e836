import os

from flask import Flask, jsonify, render_template, request, session
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
csrf = CSRFProtect(app)


@app.route('/')
def index():
    return render_template('index.html')


@app.route('/jquery')
def jquery():
    return render_template('jquery.html')


@app.post('/like')
def like():
    session['likes'] = session.get('likes', 0) + 1
    return jsonify(likes=session['likes'])


@app.post('/csp')
@csrf.exempt
def csp():
    return '', 204
