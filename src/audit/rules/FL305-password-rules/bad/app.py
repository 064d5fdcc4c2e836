from flask import Flask, flash, redirect, render_template, request
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    password_hash = db.Column(db.String(255))


def keep(name, password):
    db.session.add(User(name=name, password_hash=generate_password_hash(password)))
    db.session.commit()


@app.route('/register', methods=['GET', 'POST'])
def register():
    if request.method == 'POST':
        password = request.form['password']
        if len(password) < 6:  # expect: FL305
            flash('At least six characters')
            return redirect('/register')
        keep(request.form['name'], password)
        return redirect('/')
    return render_template('register.html')


@app.route('/api/register', methods=['POST'])
def register_by_json():
    data = request.json
    password = data['password']
    if not 8 <= len(password) <= 64:  # expect: FL305
        return {'error': 'eight to 64 characters'}, 400
    keep(data['name'], password)
    return {'ok': True}


@app.route('/signup', methods=['POST'])  # expect: FL305
def signup():
    name = request.form['name']
    db.session.add(User(name=name, password_hash=generate_password_hash(request.form['password'])))
    db.session.commit()
    return redirect('/')
