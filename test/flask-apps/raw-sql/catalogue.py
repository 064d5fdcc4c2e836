TABLE = 'books'


def on_shelf(db, shelf):
    where = "shelf = '" + shelf + "'"
    return db.execute('SELECT id, title FROM books WHERE ' + where).fetchall()  # expect: FL501


def count(db):
    return db.execute(f'SELECT count(*) FROM {TABLE}').fetchone()[0]


def create_tables(db):
    for table in ('authors', 'books'):
        db.execute('DROP TABLE IF EXISTS ' + table)
    db.executescript(
        'CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);'
        'CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, year INTEGER, shelf TEXT, author_id INTEGER);'
    )
