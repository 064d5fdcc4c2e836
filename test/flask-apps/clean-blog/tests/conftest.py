import pytest

from blog import create_test_app
from blog.extensions import db


@pytest.fixture
def app():
    app = create_test_app()
    app.config['SECRET_KEY'] = 'test'
    app.config['WTF_CSRF_ENABLED'] = False
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def client(app):
    return app.test_client()
