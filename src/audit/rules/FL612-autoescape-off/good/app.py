import os

from flask import Flask, render_template, render_template_string, request
from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    body = db.Column(db.Text)
    url = db.Column(db.String(200))


env = Environment(loader=FileSystemLoader('pages'), autoescape=select_autoescape())
plain = Environment(loader=FileSystemLoader('configs'))


@app.route('/')
def index():
    count = int(request.args.get('count', 1))
    return render_template('index.html', name=request.args.get('name'), count=count, posts=Post.query.all())


@app.route('/text')
def text():
    body = render_template('mail.txt', name=request.args.get('name'))
    return body, 200, {'Content-Type': 'text/plain'}


# Flask escapes in these.
@app.route('/string')
def string():
    return render_template_string('<p>{{ name }}</p>', name=request.args['name'])


@app.route('/one')
def one():
    return Template('<p>{{ name }}</p>', autoescape=True).render(name=request.args['name'])


@app.route('/two')
def two():
    return env.get_template('two.html').render(name=request.args['name'])


@app.route('/three')
def three():
    return Template('<p>{{ name }}</p>').render(name='Ann')


@app.route('/four')
def four():
    config = plain.get_template('server.conf').render(name=request.args['name'])
    return {'config': config}


@app.route('/card')
def card():
    return render_template('card.html.j2', name=int(request.args['name']))


@app.route('/escaped')
def escaped():
    return Template('<p>{{ name|e }} {{ name | trim | escape }}</p>').render(name=request.args['name'])
