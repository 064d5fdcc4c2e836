import json
import logging
import sqlite3

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route('/login', methods=['POST'])
def login():
    user = request.form['user']
    password = request.form['password']
    log.info('login of %s with %s', user, password)  # expect: FL632
    app.logger.debug(f'tried {user}/{password}')  # expect: FL632
    print('login', request.form)  # expect: FL632
    return 'done'


@app.route('/register', methods=['POST'])
def register():
    data = request.get_json()
    logging.warning('register: ' + json.dumps(data['password']))  # expect: FL632
    return 'done'


@app.route('/call', methods=['POST'])
def call():
    api_key = request.headers.get('X-Api-Key')
    log.info('called with {}'.format(api_key))  # expect: FL632
    log.info('header: %s', request.headers.get('Api-Key'))  # expect: FL632
    return 'done'


def send(user, reset_token):
    log.debug('link for %s: /reset/%s', user.name, reset_token)  # expect: FL632


def start():
    log.info('key: %s', app.config['SECRET_KEY'])  # expect: FL632
    connection = sqlite3.connect('shop.db')
    connection.set_trace_callback(print)  # expect: FL632
    return connection
