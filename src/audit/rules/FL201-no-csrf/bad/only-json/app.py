import os

from flask import Flask, jsonify, request, session
from pymongo import MongoClient

app = Flask(__name__)  # expect: FL201
app.secret_key = os.environ['SECRET_KEY']
db = MongoClient().shop


# Low confidence: other sites need CORS to send this.
@app.put('/api/address')
def address():
    db.people.update_one({'_id': session['person']}, {'$set': {'address': str(request.get_json()['address'])}})
    return jsonify(ok=True)
