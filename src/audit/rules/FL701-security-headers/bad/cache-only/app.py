# Headers are set, but none that protects anybody.
import flask

app = flask.Flask(__name__)  # expect: FL701


@app.after_request
def headers(response):
    response.headers['Cache-Control'] = 'no-store'
    response.headers['Access-Control-Allow-Origin'] = 'https://partner.example'
    return response


@app.route('/')
def index():
    return flask.render_template('index.html')
