import hashlib
from datetime import datetime, timezone

from flask_login import UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, login_manager


def now():
    return datetime.now(timezone.utc)


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True, nullable=False)
    email = db.Column(db.String(254), unique=True, nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)
    password_version = db.Column(db.Integer, nullable=False, default=1)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)
        self.password_version = (self.password_version or 0) + 1

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)

    def gravatar(self, size=80):
        digest = hashlib.md5(self.email.strip().lower().encode()).hexdigest()
        return f'https://www.gravatar.com/avatar/{digest}?s={size}&d=identicon'


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey('user.id'), nullable=False)
    title = db.Column(db.String(200), nullable=False)
    body = db.Column(db.Text, nullable=False)
    views = db.Column(db.Integer, nullable=False, default=0)
    created = db.Column(db.DateTime, nullable=False, default=now)
    author = db.relationship(User)

    @property
    def etag(self):
        return hashlib.md5(f'{self.id}:{self.title}:{self.body}'.encode(), usedforsecurity=False).hexdigest()


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))
