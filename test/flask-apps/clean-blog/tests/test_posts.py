import hashlib

from sqlalchemy import text

from blog.extensions import db


def test_search_escapes(client):
    assert b'<script>' not in client.get('/search?q=<script>').data.split(b'<main>')[-1]


def test_row_count(app):
    with app.app_context():
        for table in ('post', 'user'):
            assert db.session.execute(text(f'SELECT count(*) FROM {table}')).scalar() == 0


def test_old_hash():
    assert hashlib.md5(b'password').hexdigest().startswith('5f4d')
