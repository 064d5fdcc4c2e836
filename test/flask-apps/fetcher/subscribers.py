import os
import sqlite3

from werkzeug.security import generate_password_hash


def connect():
    return sqlite3.connect(os.environ['DATABASE'])


def known(address):
    with connect() as db:
        return db.execute('SELECT 1 FROM subscribers WHERE address = ?', (address,)).fetchone() is not None


def changes_of(address):
    with connect() as db:
        row = db.execute('SELECT changes FROM subscribers WHERE address = ?', (address,)).fetchone()
    return row[0] if row else None


def set_password(address, password):
    new = generate_password_hash(password)
    with connect() as db:
        db.execute('UPDATE subscribers SET password_hash = ?, changes = changes + 1 WHERE address = ?', (new, address))
