import os

import psycopg


def all_notices():
    with psycopg.connect(os.environ['DATABASE_URL']) as db:
        return [row[0] for row in db.execute('SELECT text FROM notices ORDER BY id DESC LIMIT 100')]
