from flask import Flask, jsonify, request
from flask_pymongo import PyMongo
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
mongo = PyMongo(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    is_admin = db.Column(db.Boolean, default=False)


@app.route('/users', methods=['POST'])
def create():
    user = User(**request.json)  # expect: FL601
    db.session.add(user)
    db.session.commit()
    return jsonify(id=user.id)


@app.route('/forms', methods=['POST'])
def from_form():
    db.session.add(User(**request.form.to_dict()))  # expect: FL601
    db.session.commit()
    return jsonify(ok=True)


@app.route('/users/<int:number>', methods=['PATCH'])
def change(number):
    user = db.session.get(User, number)
    for key, value in request.get_json().items():
        setattr(user, key, value)  # expect: FL601
    db.session.commit()
    return jsonify(ok=True)


@app.route('/notes', methods=['POST'])
def note():
    mongo.db.notes.insert_one(request.json)  # expect: FL601
    return jsonify(ok=True)
