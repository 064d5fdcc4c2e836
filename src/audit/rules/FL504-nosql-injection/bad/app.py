from flask import Flask, jsonify, request
from flask_pymongo import PyMongo
from pymongo import MongoClient

app = Flask(__name__)
mongo = PyMongo(app)
client = MongoClient()
db = client.shop


@app.route('/login', methods=['POST'])
def login():
    data = request.get_json()
    user = mongo.db.users.find_one({'name': data['name'], 'pin': data['pin']})  # expect: FL504
    return jsonify(ok=user is not None)


@app.route('/search', methods=['POST'])
def search():
    return jsonify(list(db.items.find(request.json)))  # expect: FL504


@app.route('/drop', methods=['POST'])
def drop():
    body = request.json
    wanted = {'owner': body.get('owner')}
    db.items.delete_many(wanted)  # expect: FL504
    return jsonify(ok=True)


def named(name):
    return db['people'].find_one({'name': name})  # expect: FL504


@app.route('/person', methods=['POST'])
def person():
    return jsonify(named(request.json['name']))


@app.route('/where')
def where():
    return jsonify(list(db.items.find({'$where': 'this.name == "' + request.args['q'] + '"'})))  # expect: FL504
