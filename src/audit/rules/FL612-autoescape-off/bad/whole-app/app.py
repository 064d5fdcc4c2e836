import os

from flask import Flask, render_template, request

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
app.jinja_env.autoescape = False  # expect: FL612


@app.route('/')
def index():
    return render_template('index.html', name=request.args.get('name'))
