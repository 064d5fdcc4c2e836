from flask import Flask, Markup, flash, render_template, request
from markupsafe import Markup as Safe

app = Flask(__name__)


@app.route('/a')
def found():
    term = request.args['q']
    note = Markup('<b>' + term + '</b>')  # expect: FL613
    return render_template('found.html', note=note)


@app.route('/b', methods=['POST'])
def saved():
    flash(Safe(f"Saved <i>{request.form['title']}</i>"))  # expect: FL613
    return render_template('saved.html')


def bold(text):
    return Markup('<b>%s</b>' % text)  # expect: FL613


@app.route('/c')
def by_helper():
    return render_template('found.html', note=bold(request.args['q']))


@app.route('/d/<name>')
def by_format(name):
    return render_template('found.html', note=Markup('<b>{}</b>'.format(name)))  # expect: FL613
