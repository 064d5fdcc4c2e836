import sqlite3

from flask import Flask, abort, request

app = Flask(__name__)
COLUMNS = ('name', 'price')
SORTS = {'cheap': 'price ASC', 'dear': 'price DESC'}


def connect():
    return sqlite3.connect('shop.db')


@app.route('/a')
def checked():
    order = request.args.get('sort', 'name')
    if order not in COLUMNS:
        abort(400)
    return {'rows': connect().execute(f'SELECT * FROM items ORDER BY {order}').fetchall()}


@app.route('/b')
def mapped():
    order = SORTS.get(request.args.get('sort'), 'name')
    return {'rows': connect().execute('SELECT * FROM items ORDER BY ' + order).fetchall()}


@app.route('/c')
def either():
    way = 'DESC' if request.args.get('dir') == 'desc' else 'ASC'
    return {'rows': connect().execute('SELECT * FROM items ORDER BY name ' + way).fetchall()}


@app.route('/d')
def fallback():
    order = request.args.get('sort')
    order = order if order in COLUMNS else 'name'
    return {'rows': connect().execute(f'SELECT * FROM items ORDER BY {order}').fetchall()}


@app.route('/e/<int:year>')
def by_number(year):
    return {'rows': connect().execute(f'SELECT * FROM items_{year}').fetchall()}
