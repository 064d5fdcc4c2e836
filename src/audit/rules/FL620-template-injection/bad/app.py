from flask import Flask, render_template_string, request
from jinja2 import Environment, Template

app = Flask(__name__)
env = Environment(autoescape=True)


@app.route('/a')
def hello():
    name = request.args.get('name', 'you')
    return render_template_string('<h1>Hello, ' + name + '</h1>')  # expect: FL620


@app.errorhandler(404)
def missing(error):
    page = f'<p>There is nothing at {request.url}</p>'
    return render_template_string(page), 404  # expect: FL620


@app.route('/b', methods=['POST'])
def letter():
    return Template(request.form['letter']).render(name='you')  # expect: FL620


@app.route('/c')
def by_environment():
    template = env.from_string('Dear %s' % request.args['name'])  # expect: FL620
    return template.render()


def page(title):
    return render_template_string('<title>{}</title>'.format(title))  # expect: FL620


@app.route('/d/<title>')
def titled(title):
    return page(title)
