from flask import Flask, render_template

from hardening import harden

app = Flask(__name__)
app.after_request(harden)


@app.route('/')
def index():
    return render_template('index.html')
