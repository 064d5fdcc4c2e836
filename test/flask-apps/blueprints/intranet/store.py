import sqlite3

from flask import current_app, g


def connection():
    if 'db' not in g:
        g.db = sqlite3.connect(current_app.instance_path + '/intranet.db')
        g.db.row_factory = sqlite3.Row
    return g.db


def query(sql, args=()):
    return connection().execute(sql, args).fetchall()


def query_one(sql, args=()):
    return connection().execute(sql, args).fetchone()


def write(sql, args=()):
    with connection() as db:
        db.execute(sql, args)
