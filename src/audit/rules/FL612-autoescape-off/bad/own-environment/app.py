import jinja2
from flask import Flask, request
from jinja2 import Environment, FileSystemLoader, Template

app = Flask(__name__)
env = Environment(loader=FileSystemLoader('pages'))
PAGE = '<h1>Hello {{ name }}</h1>'


@app.route('/one')
def one():
    return Template('<p>{{ name }}</p>').render(name=request.args['name'])  # expect: FL612


@app.route('/two')
def two():
    template = jinja2.Template(PAGE)
    return template.render(name=request.args.get('name'))  # expect: FL612


@app.route('/three')
def three():
    page = env.get_template('three.html')
    return page.render(name=request.form['name'])  # expect: FL612


@app.route('/four')
def four():
    return env.from_string(PAGE).render({'name': request.form['name']})  # expect: FL612


@app.route('/partly')
def partly():
    return Template('<p>{{ name|e }} {{ name }}</p>').render(name=request.args['name'])  # expect: FL612
