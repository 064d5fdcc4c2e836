import os
from datetime import timedelta

from bson import ObjectId
from bson.errors import InvalidId
from flask import Flask, abort, jsonify, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from mongoengine import Document, FloatField, StringField, connect
from pymongo import MongoClient
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash

app = Flask(__name__)  # expect: FL201
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=timedelta(hours=2),
    MAX_CONTENT_LENGTH=64 * 1024,
)
Talisman(app, content_security_policy="default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
limiter = Limiter(get_remote_address, app=app, default_limits=['60 per minute'], storage_uri=os.environ['REDIS_URL'])

client = MongoClient(os.environ['MONGO_URL'])
db = client.market
connect(host=os.environ['MONGO_URL'])


class Profile(Document):
    user = StringField(required=True)
    town = StringField()
    role = StringField(default='member')
    credit = FloatField(default=0)


class Offer(Document):
    title = StringField(required=True)
    seller = StringField(required=True)
    approved = StringField(default='no')


def object_id(text):
    try:
        return ObjectId(text)
    except InvalidId:
        abort(404)


@app.after_request
def no_store(response):
    response.headers['Cache-Control'] = 'no-store'
    return response


def signed_in():
    if 'user' not in session:
        abort(401)
    return session['user']


@app.post('/login')
def login():
    user = db.users.find_one({'name': request.form['name']})
    if user is None or not check_password_hash(user['password_hash'], request.form['password']):
        return jsonify(error='Wrong name or password'), 401
    session.clear()
    session['user'] = user['name']
    return jsonify(ok=True)


@app.post('/logout')
def logout():
    session.clear()
    return jsonify(ok=True)


# Finding

@app.post('/people/find')
def find_person():
    signed_in()
    wanted = request.get_json()
    person = db.people.find_one({'email': wanted['email']})  # expect: FL504
    return jsonify(name=person['name'] if person else None)


@app.post('/offers/query')
def query_offers():
    signed_in()
    offers = db.offers.find(request.get_json())  # expect: FL504
    return jsonify([offer['title'] for offer in offers])


@app.get('/offers/by')
def offers_by():
    signed_in()
    seller = request.args.get('seller', '')
    offers = db.offers.find({'$where': "this.seller == '" + seller + "'"})  # expect: FL504
    return jsonify([offer['title'] for offer in offers])


@app.post('/people/exact')
def find_person_exactly():
    signed_in()
    person = db.people.find_one({'email': str(request.get_json()['email'])})
    return jsonify(name=person['name'] if person else None)


@app.post('/people/checked')
def find_person_checked():
    signed_in()
    email = request.get_json().get('email')
    if not isinstance(email, str):
        abort(400)
    person = db.people.find_one({'email': email})
    return jsonify(name=person['name'] if person else None)


@app.get('/offers')
def offers():
    signed_in()
    town = request.args.get('town', '')
    return jsonify([offer['title'] for offer in db.offers.find({'town': town})])


@app.get('/offers/<offer_id>')
def offer(offer_id):
    signed_in()
    found = db.offers.find_one({'_id': object_id(offer_id)})
    return jsonify(title=found['title'] if found else None)


# Changing

@app.post('/offers')
def create_offer():
    signed_in()
    offer = Offer(**request.get_json())  # expect: FL601
    offer.save()
    return jsonify(id=str(offer.id)), 201


@app.post('/profile')
def change_profile():
    profile = Profile.objects.get(user=signed_in())
    for name, value in request.get_json().items():
        setattr(profile, name, value)  # expect: FL601
    profile.save()
    return jsonify(ok=True)


@app.post('/profile/town')
def change_town():
    profile = Profile.objects.get(user=signed_in())
    profile.town = str(request.get_json()['town'])
    profile.save()
    return jsonify(ok=True)


@app.post('/offers/<offer_id>/bid')
def bid(offer_id):
    amount = float(request.form['amount'])  # expect: FL602
    if amount <= 0:
        abort(400)
    db.bids.insert_one({'offer': object_id(offer_id), 'user': signed_in(), 'amount': amount})
    return jsonify(ok=True)
