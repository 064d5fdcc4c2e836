import sqlite3

from flask import Flask, request

app = Flask(__name__)


def orders_of(customer):
    conn = sqlite3.connect('shop.db')
    return conn.execute('SELECT * FROM orders WHERE customer = ?', (customer,)).fetchall()


def count(table):
    # Called with constants alone.
    conn = sqlite3.connect('shop.db')
    return conn.execute(f'SELECT COUNT(*) FROM {table}').fetchone()[0]


def first(number):
    conn = sqlite3.connect('shop.db')
    return conn.execute(f'SELECT * FROM orders LIMIT {int(number)}').fetchall()


def of_day(day):
    # Its only caller is a view: what it brings is told as FL501 there.
    conn = sqlite3.connect('shop.db')
    return conn.execute("SELECT * FROM orders WHERE day = '" + day + "'").fetchall()


@app.route('/day')
def day():
    return {'orders': of_day(request.args['day']), 'n': count('orders')}
