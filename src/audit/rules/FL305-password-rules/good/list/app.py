from flask import Flask, redirect, request
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)

with open('common_passwords.txt') as file:
    COMMON_PASSWORDS = set(file.read().split())


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    password_hash = db.Column(db.String(255))


@app.route('/register', methods=['POST'])
def register():
    password = request.form['password']
    if len(password) < 8 or password.lower() in COMMON_PASSWORDS:
        return redirect('/')
    db.session.add(User(name=request.form['name'], password_hash=generate_password_hash(password)))
    db.session.commit()
    return redirect('/')
