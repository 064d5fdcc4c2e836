import sqlite3

from flask import Flask, redirect, request
from werkzeug.security import generate_password_hash

app = Flask(__name__)


@app.route('/reset-password/<token>', methods=['POST'])
def reset_password(token):
    with sqlite3.connect('users.db') as db:
        row = db.execute('SELECT id FROM users WHERE reset_token = ?', (token,)).fetchone()  # expect: FL1306
        db.execute('UPDATE users SET hash = ? WHERE id = ?', (generate_password_hash(request.form['password']), row[0]))
    return redirect('/login')
