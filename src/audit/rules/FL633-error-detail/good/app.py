import traceback

from flask import Flask, abort, current_app, jsonify
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


class Refused(Exception):
    pass


@app.route('/a')
def logged():
    try:
        return jsonify(work())
    except Exception as e:
        app.logger.error('failed: %s', e)
        return jsonify(error='Something went wrong'), 500


@app.route('/b')
def own_class():
    try:
        return work()
    except Refused as e:
        return {'error': str(e)}, 400


@app.route('/c')
def validated():
    try:
        return work()
    except ValidationError as e:
        return {'errors': e.messages}, 422


@app.route('/d')
def number():
    try:
        return work()
    except ValueError as e:
        abort(400, str(e))


@app.errorhandler(404)
def missing(error):
    return jsonify(error=str(error)), 404


@app.errorhandler(HTTPException)
def http_error(error):
    return jsonify(error=error.description), error.code


@app.errorhandler(Exception)
def anything(error):
    if isinstance(error, HTTPException):
        return error
    if current_app.debug:
        return traceback.format_exc(), 500
    report(error)
    return 'Something went wrong', 500


@app.route('/e')
def noted():
    try:
        return work()
    except Exception:
        note = traceback.format_exc()
        app.logger.error(note)
        return 'Something went wrong', 500


@app.route('/f')
def by_type():
    try:
        return work()
    except Exception as e:
        return {'timeout': isinstance(e, TimeoutError)}, 500


def report(error):
    print(error)


def work():
    return {}
