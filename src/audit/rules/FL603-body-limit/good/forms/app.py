from flask import Flask, redirect, request

app = Flask(__name__)
names = []


@app.route('/names', methods=['POST'])
def add():
    names.append(request.form['name'])
    return redirect('/names')


@app.route('/names')
def index():
    return {'names': names, 'filter': request.args.get('filter')}
