import os

from flask import Flask, redirect, render_template, render_template_string, request, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)
csrf = CSRFProtect(app)


class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.Text)


@app.route('/')
def index():
    return render_template('index.html', notes=Note.query.all(), owner=session.get('owner'))


@app.route('/other')
def other():
    return render_template('other.html', notes=Note.query.all())


@app.post('/notes')
def add():
    db.session.add(Note(text=request.form['text']))
    db.session.commit()
    return redirect('/')


@app.post('/notes/<int:note_id>/delete')
def delete(note_id):
    db.session.delete(db.get_or_404(Note, note_id))
    db.session.commit()
    return redirect('/')


@app.route('/write')
def write():
    return render_template_string('<form method="post" action="/notes"><input name="text"></form>')  # expect: FL202
