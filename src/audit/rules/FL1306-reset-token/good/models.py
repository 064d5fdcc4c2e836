from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    reset_token = db.Column(db.String)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)
        self.password_version = (self.password_version or 0) + 1


class PasswordReset(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    token = db.Column(db.String)
