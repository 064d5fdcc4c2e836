"""Partners sign their own tokens; ours go out to them the same way."""
import os

import jwt
from flask import Blueprint, abort, jsonify, request

from store import Device

partners = Blueprint('partners', __name__)
PARTNER_KEY = os.environ['PARTNER_KEY']


def bearer():
    scheme, _, token = request.headers.get('Authorization', '').partition(' ')
    if scheme != 'Bearer' or not token:
        abort(401)
    return token


@partners.get('/devices')
def partner_devices():
    claims = jwt.decode(bearer(), options={'verify_signature': False})  # expect: FL1201
    return jsonify([d.as_dict() for d in Device.query.filter_by(account_id=claims['account'])])


@partners.post('/readings')
def readings():
    token = bearer()
    header = jwt.get_unverified_header(token)
    try:
        claims = jwt.decode(token, PARTNER_KEY, algorithms=[header['alg']])  # expect: FL1202
    except jwt.InvalidTokenError:
        abort(401)
    return jsonify(accepted=len(request.get_json()), by=claims['sub'])


@partners.post('/handover/<int:device_id>')
def handover(device_id):
    try:
        claims = jwt.decode(bearer(), PARTNER_KEY, algorithms=['HS256'])
    except jwt.InvalidTokenError:
        abort(401)
    pass_on = jwt.encode({'sub': claims['sub'], 'device': device_id}, PARTNER_KEY, algorithm='HS256')  # expect: FL1203
    return jsonify(token=pass_on)


@partners.get('/status')
def status():
    key = request.args.get('api_key', '')  # expect: FL605
    try:
        jwt.decode(key, PARTNER_KEY, algorithms=['HS256'])
    except jwt.InvalidTokenError:
        abort(401)
    return jsonify(status='ok')
