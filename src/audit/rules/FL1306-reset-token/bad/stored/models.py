from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String)
    reset_token = db.Column(db.String)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)
