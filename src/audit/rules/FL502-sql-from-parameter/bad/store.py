import sqlite3

from flask import Flask

app = Flask(__name__)


def orders_of(customer):
    conn = sqlite3.connect('shop.db')
    return conn.execute("SELECT * FROM orders WHERE customer = '" + customer + "'").fetchall()  # expect: FL502


class Ledger:
    def __init__(self):
        self.conn = sqlite3.connect('ledger.db')

    def entries(self, account):
        cur = self.conn.cursor()
        cur.execute(f"SELECT * FROM entries WHERE account = '{account}'")  # expect: FL502
        return cur.fetchall()

    def between(self, first, last):
        cur = self.conn.cursor()
        cur.execute("SELECT * FROM entries WHERE day BETWEEN '%s' AND '%s'" % (first, last))  # expect: FL502
        return cur.fetchall()


def run(sql):
    conn = sqlite3.connect('shop.db')
    return conn.execute('EXPLAIN ' + sql).fetchall()  # expect: FL502
