import sqlite3
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, abort, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
db = SQLAlchemy(app)
executor = ThreadPoolExecutor()
TABLES = {'fruit': 'fruit', 'tools': 'tools'}


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))


def connect():
    return sqlite3.connect('shop.db')


@app.route('/a')
def bound():
    return {'rows': connect().execute('SELECT * FROM items WHERE name = ?', (request.args['q'],)).fetchall()}


@app.route('/b')
def named():
    result = db.session.execute(text('SELECT * FROM items WHERE name = :name'), {'name': request.args['q']})
    return {'rows': [tuple(row) for row in result]}


@app.route('/c/<int:number>')
def converted(number):
    return {'rows': connect().execute(f'SELECT * FROM items WHERE id = {number}').fetchall()}


@app.route('/d')
def cast():
    limit = int(request.args.get('limit', 10))
    return {'rows': connect().execute('SELECT * FROM items LIMIT %d' % limit).fetchall()}


@app.route('/e')
def listed():
    table = TABLES.get(request.args.get('kind'))
    if table is None:
        abort(404)
    return {'rows': connect().execute('SELECT * FROM ' + table).fetchall()}


@app.route('/f')
def by_orm():
    items = Item.query.filter_by(name=request.args['q']).all()
    return {'rows': [item.name for item in items]}


@app.route('/g')
def many():
    ids = request.args.getlist('id')
    marks = ','.join('?' * len(ids))
    return {'rows': connect().execute(f'SELECT * FROM items WHERE id IN ({marks})', ids).fetchall()}


@app.route('/h')
def background():
    executor.submit(print, request.args['q'])
    return {'ok': True}


@app.route('/i')
def optional():
    sql = 'SELECT * FROM items WHERE 1 = 1'
    values = []
    if request.args.get('colour'):
        sql += ' AND colour = ?'
        values.append(request.args['colour'])
    return {'rows': connect().execute(sql, values).fetchall()}
