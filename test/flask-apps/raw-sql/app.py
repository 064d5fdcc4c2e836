import os
import sqlite3

from flask import Flask, abort, g, jsonify, render_template, request
from flask_talisman import Talisman

import catalogue

SORTABLE = {'title': 'b.title', 'year': 'b.year', 'author': 'a.name'}
COLUMNS = ('title', 'year', 'shelf')
PAGE = 50

app = Flask(__name__)
app.config['MAX_CONTENT_LENGTH'] = 64 * 1024
Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")


def get_db():
    if 'db' not in g:
        g.db = sqlite3.connect(os.environ['LIBRARY_DB'])
        g.db.row_factory = sqlite3.Row
    return g.db


def query_db(query, args=(), one=False):
    cursor = get_db().execute(query, args)
    rows = cursor.fetchall()
    cursor.close()
    return (rows[0] if rows else None) if one else rows


@app.teardown_appcontext
def close_db(_exception):
    db = g.pop('db', None)
    if db is not None:
        db.close()


@app.route('/')
def index():
    order = SORTABLE.get(request.args.get('sort'), 'b.title')
    direction = 'DESC' if request.args.get('dir') == 'desc' else 'ASC'
    page = max(int(request.args.get('page', 0)), 0)
    books = query_db(
        'SELECT b.id, b.title, a.name FROM books b JOIN authors a ON a.id = b.author_id '
        f'ORDER BY {order} {direction} LIMIT {PAGE} OFFSET {page * PAGE}'
    )
    return render_template('index.html', books=books)


@app.route('/search')
def search():
    q = request.args.get('q', '')
    books = get_db().execute(f"SELECT id, title FROM books WHERE title LIKE '%{q}%'").fetchall()  # expect: FL501
    return render_template('index.html', books=books)


@app.route('/search/safe')
def search_safe():
    q = request.args.get('q', '')
    books = query_db('SELECT id, title FROM books WHERE title LIKE ?', ('%' + q + '%',))
    return render_template('index.html', books=books)


@app.route('/authors/<name>')
def author(name):
    sql = 'SELECT b.id, b.title FROM books b JOIN authors a ON a.id = b.author_id'
    sql += " WHERE a.name = '%s'" % name
    db = get_db()
    books = db.execute(sql).fetchall()  # expect: FL501
    return render_template('index.html', books=books)


@app.route('/shelves/<shelf>')
def shelf(shelf):
    rows = catalogue.on_shelf(get_db(), shelf)
    return jsonify([dict(row) for row in rows])


@app.route('/books/<int:book_id>')
def book(book_id):
    # The converter lets nothing but digits through.
    row = get_db().execute(f'SELECT id, title, year FROM books WHERE id = {book_id}').fetchone()
    if row is None:
        abort(404)
    return jsonify(dict(row))


@app.route('/books')
def several():
    ids = request.args.getlist('id')[:100]
    marks = ', '.join('?' * len(ids))
    return jsonify([dict(row) for row in query_db(f'SELECT id, title FROM books WHERE id IN ({marks})', ids)])


@app.route('/list')
def list_books():
    column = request.args.get('column', 'title')
    rows = get_db().execute('SELECT id, title FROM books ORDER BY ' + column).fetchall()  # expect: FL503
    return jsonify([dict(row) for row in rows])


@app.route('/list/checked')
def list_checked():
    column = request.args.get('column', 'title')
    if column not in COLUMNS:
        abort(400)
    rows = get_db().execute('SELECT id, title FROM books ORDER BY ' + column).fetchall()
    return jsonify([dict(row) for row in rows])


@app.route('/books/<int:book_id>', methods=['PATCH'])
def change(book_id):
    changes = request.get_json()
    assignments = ', '.join(f'{name} = ?' for name in changes)
    values = list(changes.values())
    get_db().execute(f'UPDATE books SET {assignments} WHERE id = ?', [*values, book_id])  # expect: FL503
    get_db().commit()
    return jsonify(changed=book_id)


@app.route('/books/<int:book_id>', methods=['PUT'])
def replace(book_id):
    given = request.get_json()
    changes = {name: given[name] for name in COLUMNS if name in given}
    assignments = ', '.join(f'{name} = ?' for name in changes)
    get_db().execute(f'UPDATE books SET {assignments} WHERE id = ?', [*changes.values(), book_id])
    get_db().commit()
    return jsonify(changed=book_id)


@app.route('/import', methods=['POST'])
def import_books():
    rows = [(entry['title'], int(entry['year'])) for entry in request.get_json()]
    get_db().executemany('INSERT INTO books (title, year) VALUES (?, ?)', rows)
    get_db().commit()
    return jsonify(imported=len(rows)), 201
