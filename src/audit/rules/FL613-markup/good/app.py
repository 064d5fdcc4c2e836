import bleach
from flask import Flask, flash, render_template, request
from markupsafe import Markup, escape

app = Flask(__name__)


@app.route('/a')
def formatted():
    return render_template('found.html', note=Markup('<b>{}</b>').format(request.args['q']))


@app.route('/b')
def percent():
    return render_template('found.html', note=Markup('<b>%s</b>') % request.args['q'])


@app.route('/c')
def escaped():
    return render_template('found.html', note=Markup('<b>' + escape(request.args['q']) + '</b>'))


@app.route('/d')
def cleaned():
    return render_template('found.html', note=Markup(bleach.clean(request.args['q'])))


@app.route('/e')
def constant():
    flash(Markup('Saved. <a href="/undo">Undo</a>'))
    return render_template('found.html')


@app.route('/f')
def joined():
    items = [escape(item) for item in request.args.getlist('item')]
    return render_template('found.html', note=Markup('<br>').join(items))


@app.route('/g')
def counted():
    return render_template('found.html', note=Markup(f'<b>{len(request.args)}</b>'))
