from flask import Flask, request

app = Flask(__name__)


@app.route('/rows')
def rows():
    return {'key': request.headers.get('X-Api-Key')}
