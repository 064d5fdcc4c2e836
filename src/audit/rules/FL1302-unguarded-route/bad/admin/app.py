from flask import Flask, redirect, render_template
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.route('/admin/users')  # expect: FL1302
def users():
    return render_template('users.html', users=User.query.all())


@app.route('/admin/users/<int:user_id>/ban', methods=['POST'])  # expect: FL1302
def ban(user_id):
    db.session.get(User, user_id).banned = True
    db.session.commit()
    return redirect('/admin/users')
