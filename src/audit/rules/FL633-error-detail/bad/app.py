import sqlite3
import traceback

from flask import Flask, abort, flash, jsonify, redirect
from sqlalchemy.exc import SQLAlchemyError

app = Flask(__name__)


@app.route('/a')
def as_json():
    try:
        return jsonify(work())
    except Exception as e:
        return jsonify(error=str(e)), 500  # expect: FL633


@app.route('/b')
def as_text():
    try:
        return work()
    except SQLAlchemyError as error:
        return f'failed: {error}', 500  # expect: FL633


@app.route('/c')
def as_dict():
    try:
        return work()
    except Exception as e:
        message = 'Error: ' + repr(e)
        return {'message': message}, 500  # expect: FL633


@app.route('/d')
def trace():
    try:
        return work()
    except ValueError:
        return '<pre>' + traceback.format_exc() + '</pre>'  # expect: FL633


@app.route('/e')
def aborted():
    try:
        return work()
    except sqlite3.Error as e:
        abort(500, str(e))  # expect: FL633


@app.route('/f')
def flashed():
    try:
        return work()
    except Exception as e:
        flash('Sorry: {}'.format(e))  # expect: FL633
        return redirect('/')


@app.errorhandler(Exception)
def broken(error):
    return jsonify(error=str(error), kind=type(error).__name__), 500  # expect: FL633


@app.errorhandler(500)
def server_error(e):
    return {'trace': traceback.format_exc().splitlines(), 'ok': False}, 500  # expect: FL633


def work():
    return {}
