import sqlite3

from flask import Flask, g, request
from sqlalchemy import text

from store import find_by_name, run

app = Flask(__name__)


def get_db():
    if 'db' not in g:
        g.db = sqlite3.connect('shop.db')
    return g.db


@app.route('/a')
def formatted():
    q = request.args.get('q', '')
    rows = get_db().execute(f"SELECT * FROM items WHERE name = '{q}'")  # expect: FL501
    return {'rows': rows.fetchall()}


@app.route('/b/<name>')
def percent(name):
    cur = get_db().cursor()
    cur.execute("SELECT * FROM items WHERE name = '%s'" % name)  # expect: FL501
    return {'rows': cur.fetchall()}


@app.route('/c', methods=['POST'])
def built():
    sql = 'SELECT * FROM items WHERE 1 = 1'
    if request.form.get('colour'):
        sql += " AND colour = '" + request.form['colour'] + "'"
    conn = get_db()
    return {'rows': conn.execute(sql).fetchall()}  # expect: FL501


@app.route('/d')
def by_text():
    from models import db
    wanted = request.args['id']
    result = db.session.execute(text('SELECT * FROM items WHERE id = {}'.format(wanted)))  # expect: FL501
    return {'rows': [tuple(row) for row in result]}


@app.route('/e')
def elsewhere():
    return {'rows': find_by_name(request.args.get('name'))}


@app.route('/f')
def own_helper():
    return {'rows': run('SELECT * FROM items LIMIT ' + request.args['limit'])}


@app.route('/g')
def joined():
    ids = request.args.getlist('id')
    db = get_db()
    return {'n': db.execute('DELETE FROM items WHERE id IN (' + ','.join(ids) + ')').rowcount}  # expect: FL501
