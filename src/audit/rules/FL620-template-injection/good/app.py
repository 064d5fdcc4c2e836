from flask import Flask, render_template, render_template_string, request
from jinja2 import Template

app = Flask(__name__)
PAGE = '<h1>Hello, {{ name }}</h1>'
PAGES = {'short': '<p>{{ name }}</p>', 'long': '<h1>{{ name }}</h1>'}


@app.route('/a')
def hello():
    return render_template_string(PAGE, name=request.args.get('name', 'you'))


@app.route('/b')
def chosen():
    return render_template_string(PAGES[request.args.get('page', 'short')], name=request.args.get('name'))


@app.route('/c')
def constant():
    return Template('Dear {{ name }}').render(name=request.args['name'])


@app.route('/d/<int:number>')
def numbered(number):
    return render_template_string(f'<p>Number {number} of {{{{ total }}}}</p>', total=10)


@app.route('/e')
def by_file():
    return render_template('page.html', name=request.args['name'])


@app.route('/f')
def text_of_a_template():
    return render_template_string('{% set x = ' + str(len(request.args)) + ' %}{{ x }}')
