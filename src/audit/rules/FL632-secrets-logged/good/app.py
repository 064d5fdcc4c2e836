import logging
import sqlite3

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)
WRONG_PASSWORD = 'wrong password'


def check_password(user, password):
    return user == password


@app.route('/login', methods=['POST'])
def login():
    user = request.form['user']
    password = request.form['password']
    log.info('login of %s', user)
    if not check_password(user, password):
        log.warning('%s for %s', WRONG_PASSWORD, user)
    log.debug('password given: %s', bool(password))
    log.debug('length %d, empty %s', len(password), password == '')
    log.info('password changed')
    return 'done'


@app.route('/search')
def search():
    log.info('searched with %s', request.args)
    return 'done'


@app.route('/items', methods=['POST'])
def items():
    log.debug('items: %s', request.get_json())
    return 'done'


def count(prompt_tokens, max_token, has_password):
    log.info('%s tokens of %s, password: %s', prompt_tokens, max_token, has_password)


def masked(api_key):
    log.info('key %s…', mask(api_key))
    log.info('hash %s', api_key_hash(api_key))


def mask(text):
    return text[:2]


def api_key_hash(text):
    return hash(text)


def quiet():
    connection = sqlite3.connect('shop.db')
    connection.set_trace_callback(None)
    return connection
