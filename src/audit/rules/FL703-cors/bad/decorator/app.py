from flask import Flask, jsonify, session
from flask_cors import cross_origin

app = Flask(__name__)


@app.route('/me')
@cross_origin(supports_credentials=True)  # expect: FL703
def me():
    return jsonify(name=session.get('name'))


@app.route('/mail')
@cross_origin(origins='*')  # expect: FL703
def mail():
    return jsonify(unread=3)
