from flask import Flask, Response, make_response, request

app = Flask(__name__)


@app.route('/a')
def hello():
    name = request.args.get('name', 'you')
    return f'<h1>Hello, {name}</h1>'  # expect: FL610


@app.route('/b/<path:name>')
def path(name):
    return 'Nothing is called ' + name, 404  # expect: FL610


@app.route('/c')
def made():
    response = make_response('<p>%s</p>' % request.args['q'])
    return response  # expect: FL610


@app.route('/d')
def by_class():
    return Response('<p>{}</p>'.format(request.cookies.get('theme')), status=200)  # expect: FL610


def page(body):
    return '<body>' + body + '</body>'


@app.route('/e', methods=['POST'])
def helped():
    return page(request.form['text'])  # expect: FL610


@app.errorhandler(404)
def missing(error):
    return 'There is nothing at ' + request.args.get('next', ''), 404  # expect: FL610
