from flask import Flask, render_template
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app, force_https=True)  # expect: FL702


@app.route('/')
def index():
    return render_template('index.html')
