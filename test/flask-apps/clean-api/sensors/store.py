import psycopg
from flask import current_app, g
from psycopg.rows import dict_row


def connection():
    if 'connection' not in g:
        g.connection = psycopg.connect(current_app.config['DATABASE_URL'], row_factory=dict_row)
    return g.connection


def close_connection(_error):
    open_one = g.pop('connection', None)
    if open_one is not None:
        open_one.close()


def rows(sql, params=()):
    return connection().execute(sql, params).fetchall()


def row(sql, params=()):
    return connection().execute(sql, params).fetchone()


def change(sql, params=()):
    with connection().transaction():
        connection().execute(sql, params)
