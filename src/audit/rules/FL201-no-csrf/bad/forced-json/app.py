import os

from flask import Flask, jsonify, request, session
from pymongo import MongoClient

app = Flask(__name__)  # expect: FL201
app.secret_key = os.environ['SECRET_KEY']
db = MongoClient().shop


@app.post('/api/address')
def address():
    # Whatever the content type: a form of another site can send text/plain.
    data = request.get_json(force=True)
    db.people.update_one({'_id': session['person']}, {'$set': {'address': str(data['address'])}})
    return jsonify(ok=True)
