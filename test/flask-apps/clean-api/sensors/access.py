import hmac
import secrets
from datetime import datetime, timedelta, timezone
from functools import wraps
from hashlib import sha256

import jwt
from flask import Blueprint, abort, current_app, g, jsonify, request

from .limits import limiter
from .store import row

access = Blueprint('access', __name__)

TOKEN_LIFETIME = timedelta(minutes=15)
ALGORITHM = 'HS256'


def digest_of(api_key):
    # An API key has 256 random bits: there is nothing to guess, a fast hash will do.
    return sha256(api_key.encode()).hexdigest()


@access.post('/token')
@limiter.limit('10 per minute')
def token():
    given = request.get_json()
    client = row('SELECT id, key_digest FROM clients WHERE name = %s', (str(given['client']),))
    if client is None or not hmac.compare_digest(client['key_digest'], digest_of(str(given['key']))):
        return jsonify(error='Unknown client or wrong key'), 401
    now = datetime.now(timezone.utc)
    claims = {'sub': str(client['id']), 'iat': now, 'exp': now + TOKEN_LIFETIME, 'jti': secrets.token_hex(8)}
    return jsonify(token=jwt.encode(claims, current_app.config['TOKEN_KEY'], algorithm=ALGORITHM))


def client_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        scheme, _, token = request.headers.get('Authorization', '').partition(' ')
        if scheme.lower() != 'bearer':
            abort(401)
        try:
            claims = jwt.decode(
                token, current_app.config['TOKEN_KEY'], algorithms=[ALGORITHM], options={'require': ['exp', 'sub']}
            )
        except jwt.InvalidTokenError:
            abort(401)
        g.client_id = int(claims['sub'])
        return view(*args, **kwargs)

    return guarded
