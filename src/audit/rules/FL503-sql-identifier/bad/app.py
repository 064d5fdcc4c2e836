import sqlite3

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
db = SQLAlchemy(app)


def connect():
    return sqlite3.connect('shop.db')


@app.route('/a')
def sorted_items():
    order = request.args.get('sort', 'name')
    return {'rows': connect().execute(f'SELECT * FROM items ORDER BY {order}').fetchall()}  # expect: FL503


@app.route('/b')
def directed():
    way = request.args.get('dir', 'asc')
    return {'rows': connect().execute('SELECT * FROM items ORDER BY name ' + way).fetchall()}  # expect: FL503


@app.route('/c/<table>')
def dump(table):
    return {'rows': connect().execute('SELECT * FROM %s' % table).fetchall()}  # expect: FL503


@app.route('/d', methods=['PATCH'])
def patch():
    conn = connect()
    for column, value in request.json.items():
        conn.execute(f'UPDATE items SET {column} = ?', (value,))  # expect: FL503
    return {'ok': True}


@app.route('/e')
def by_text():
    column = request.args['group']
    rows = db.session.execute(text(f'SELECT kind, COUNT(*) FROM items GROUP BY {column}'))  # expect: FL503
    return {'rows': [tuple(row) for row in rows]}
