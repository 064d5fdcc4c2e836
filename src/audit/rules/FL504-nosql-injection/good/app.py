from bson import ObjectId
from flask import Flask, abort, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.route('/a')
def from_query():
    return jsonify(list(db.items.find({'name': request.args['name']})))


@app.route('/b', methods=['POST'])
def as_text():
    data = request.get_json()
    return jsonify(db.users.find_one({'name': str(data['name'])}))


@app.route('/c', methods=['POST'])
def checked():
    name = request.json.get('name')
    if not isinstance(name, str):
        abort(400)
    return jsonify(db.users.find_one({'name': name}))


@app.route('/d/<number>')
def by_id(number):
    return jsonify(db.items.find_one({'_id': ObjectId(number)}))


@app.route('/e', methods=['POST'])
def by_number():
    return jsonify(list(db.items.find({'price': {'$lt': int(request.json['price'])}})))


@app.route('/f', methods=['POST'])
def position():
    # Finding a piece of a text is no query.
    return jsonify(at=request.json['text'].find(request.json['piece']))


@app.route('/g', methods=['POST'])
def listed():
    state = request.json.get('state')
    if state not in ('open', 'closed'):
        abort(400)
    return jsonify(list(db.items.find({'state': state})))
