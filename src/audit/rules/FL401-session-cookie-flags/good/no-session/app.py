from flask import Flask, jsonify, request

app = Flask(__name__)


@app.route('/api/rows')
def rows():
    return jsonify({'key': request.headers.get('X-Api-Key')})
