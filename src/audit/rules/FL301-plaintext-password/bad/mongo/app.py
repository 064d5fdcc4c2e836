from flask import Flask, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient().app.users


@app.post('/register')
def register():
    data = request.get_json()
    users.insert_one({'name': data['name'], 'password': data['password']})  # expect: FL301
    return jsonify(ok=True)


@app.post('/login')
def login():
    user = users.find_one({'name': request.json['name'], 'password': request.json['password']})  # expect: FL301
    return jsonify(ok=user is not None)


@app.post('/change')
def change():
    users.update_one({'name': 'ann'}, {'$set': {'password': request.json.get('new_password')}})  # expect: FL301
    return jsonify(ok=True)
