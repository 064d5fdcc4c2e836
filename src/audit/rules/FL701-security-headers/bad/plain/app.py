from flask import Flask, render_template, session

app = Flask(__name__)  # expect: FL701


@app.route('/')
def index():
    return render_template('index.html', name=session.get('name'))
