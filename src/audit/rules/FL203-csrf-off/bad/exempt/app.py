import os

from flask import Blueprint, Flask, redirect, request, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)
csrf = CSRFProtect(app)
admin = Blueprint('admin', __name__, url_prefix='/admin')


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120))


@app.route('/email', methods=['POST'])
@csrf.exempt  # expect: FL203
def email():
    db.session.get(User, session['user_id']).email = request.form['email']
    db.session.commit()
    return redirect('/')


@admin.post('/users/<int:user_id>/delete')
def delete_user(user_id):
    if not session.get('admin'):
        return redirect('/')
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
    return redirect('/')


csrf.exempt(admin)  # expect: FL203
app.register_blueprint(admin)
