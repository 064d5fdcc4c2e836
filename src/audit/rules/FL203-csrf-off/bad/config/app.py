from flask import Flask, request, session
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config.from_object('config.ProductionConfig')
CSRFProtect(app)


@app.post('/name')
def name():
    session['name'] = request.form['name']
    return ''
