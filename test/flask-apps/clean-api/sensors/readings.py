import hashlib
import math

from flask import Blueprint, abort, g, jsonify, request

from .access import client_required
from .store import change, row, rows

readings = Blueprint('readings', __name__)

SORT = {'time': 'taken_at', 'value': 'value'}
UNITS = ('celsius', 'percent', 'lux')


@readings.get('/sensors')
@client_required
def sensors():
    return jsonify(rows('SELECT id, label, unit FROM sensors WHERE client_id = %s', (g.client_id,)))


@readings.post('/sensors')
@client_required
def add_sensor():
    given = request.get_json()
    label, unit = given.get('label'), given.get('unit')
    if not isinstance(label, str) or unit not in UNITS:
        abort(422)
    change('INSERT INTO sensors (client_id, label, unit) VALUES (%s, %s, %s)', (g.client_id, label[:80], unit))
    return jsonify(label=label, unit=unit), 201


@readings.get('/sensors/<int:sensor_id>/readings')
@client_required
def list_readings(sensor_id):
    column = SORT.get(request.args.get('sort', 'time'), 'taken_at')
    limit = min(int(request.args.get('limit', 100)), 1000)
    sql = f'SELECT taken_at, value FROM readings WHERE sensor_id = {sensor_id} ORDER BY {column} LIMIT {limit}'
    if row('SELECT 1 FROM sensors WHERE id = %s AND client_id = %s', (sensor_id, g.client_id)) is None:
        abort(404)
    response = jsonify(rows(sql))
    response.set_etag(hashlib.md5(response.get_data()).hexdigest())
    return response.make_conditional(request)


@readings.post('/sensors/<int:sensor_id>/readings')
@client_required
def add_reading(sensor_id):
    if row('SELECT 1 FROM sensors WHERE id = %s AND client_id = %s', (sensor_id, g.client_id)) is None:
        abort(404)
    try:
        value = float(request.get_json()['value'])
    except (KeyError, TypeError, ValueError):
        abort(422)
    if not math.isfinite(value):
        abort(422)
    change('INSERT INTO readings (sensor_id, value) VALUES (%s, %s)', (sensor_id, value))
    return jsonify(value=value), 201


@readings.delete('/sensors/<int:sensor_id>')
@client_required
def remove_sensor(sensor_id):
    change('DELETE FROM sensors WHERE id = %s AND client_id = %s', (sensor_id, g.client_id))
    return '', 204
