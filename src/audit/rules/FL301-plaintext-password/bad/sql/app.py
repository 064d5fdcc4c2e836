import sqlite3

from flask import Flask, g, redirect, request, session

app = Flask(__name__)


def db():
    if 'db' not in g:
        g.db = sqlite3.connect('app.db')
    return g.db


def query(sql, args=(), one=False):
    rows = db().execute(sql, args).fetchall()
    return rows[0] if one and rows else rows


@app.post('/login')
def login():
    username = request.form['username']
    pw = request.form['pass']
    row = db().execute('SELECT id FROM users WHERE username = ? AND password = ?', (username, pw)).fetchone()  # expect: FL301
    if row:
        session['user'] = row[0]
    return redirect('/')


@app.post('/register')
def register():
    args = (request.form['username'], request.form['password'])
    db().execute('INSERT INTO users (username, password) VALUES (?, ?)', args)  # expect: FL301
    db().commit()
    return redirect('/')


@app.post('/helper')
def helper():
    row = query('select * from users where name = ? and passwd = ?', [request.form['name'], request.form['passwd']], one=True)  # expect: FL301
    session['user'] = row['id']
    return redirect('/')


@app.post('/row')
def by_row():
    row = query('SELECT id, password FROM users WHERE name = ?', [request.form['name']], one=True)
    if row['password'] != request.form['password']:  # expect: FL301
        return redirect('/login')
    return redirect('/')


@app.post('/pieces')
def pieces():
    password = request.form['password']
    sql = "SELECT * FROM users WHERE password = '" + password + "'"
    rows = db().execute(sql).fetchall()  # expect: FL301
    return str(len(rows))


# Medium: nobody known calls it.
def authenticate(username, password):
    return query('SELECT * FROM users WHERE username = ? AND password = ?', (username, password))  # expect: FL301
