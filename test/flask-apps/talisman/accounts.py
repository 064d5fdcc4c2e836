import os
import sqlite3


def connect():
    connection = sqlite3.connect(os.environ['DATABASE'])
    connection.row_factory = sqlite3.Row
    return connection


def find_account(name):
    with connect() as db:
        return db.execute('SELECT id, password_hash FROM accounts WHERE name = ?', [name]).fetchone()


def save_message(text):
    with connect() as db:
        db.execute('INSERT INTO messages (text) VALUES (:text)', {'text': text})
