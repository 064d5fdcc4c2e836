from dataclasses import dataclass

from flask import Flask, jsonify, request
from flask_pymongo import PyMongo
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
mongo = PyMongo(app)
FIELDS = ('name', 'colour')


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    colour = db.Column(db.String(80))


@dataclass
class Wish:
    name: str


@app.route('/a', methods=['POST'])
def named():
    data = request.json
    db.session.add(User(name=data['name'], colour=data['colour']))
    db.session.commit()
    return jsonify(ok=True)


@app.route('/b/<int:number>', methods=['PATCH'])
def listed(number):
    user = db.session.get(User, number)
    for key, value in request.json.items():
        if key in FIELDS:
            setattr(user, key, value)
    db.session.commit()
    return jsonify(ok=True)


@app.route('/c', methods=['POST'])
def picked():
    data = {key: request.json[key] for key in FIELDS}
    db.session.add(User(**data))
    db.session.commit()
    return jsonify(ok=True)


@app.route('/d/<int:number>', methods=['PATCH'])
def by_list(number):
    user = db.session.get(User, number)
    for key in FIELDS:
        setattr(user, key, request.json.get(key))
    db.session.commit()
    return jsonify(ok=True)


@app.route('/e', methods=['POST'])
def plain():
    return jsonify(name=Wish(**request.json).name)


@app.route('/f', methods=['POST'])
def document():
    mongo.db.notes.insert_one({'text': request.json['text']})
    return jsonify(ok=True)
