import os

import jwt
from flask import Flask, abort, jsonify, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config['SQLALCHEMY_DATABASE_URI'] = os.environ['DATABASE_URL']
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.post('/email')
def change_email():
    token = request.headers.get('Authorization', '').removeprefix('Bearer ')
    if not token:
        abort(401)
    claims = jwt.decode(token, os.environ['JWT_KEY'], algorithms=['HS256'])
    account = db.session.get(Account, claims['sub'])
    account.email = request.get_json()['email']
    db.session.commit()
    return jsonify(ok=True)
