import hashlib
import hmac
import os

import jwt
from flask import Flask, session
from hashids import Hashids
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
app.config['HASHIDS_SALT'] = os.environ['HASHIDS_SALT']
numbers = Hashids(salt=app.config['HASHIDS_SALT'])
links = URLSafeTimedSerializer(app.config['SECRET_KEY'], salt='confirm')
stamps = TimestampSigner(app.secret_key, salt='unsubscribe')


@app.route('/token')
def token():
    return {'token': jwt.encode({'sub': session['user_id']}, os.environ['JWT_KEY'], algorithm='HS256')}


@app.route('/feed')
def feed():
    mac = hmac.new(app.config['SECRET_KEY'].encode(), b'feed', hashlib.sha256).hexdigest()
    return {'feed': mac, 'etag': hashlib.sha256(session['name'].encode()).hexdigest()}
