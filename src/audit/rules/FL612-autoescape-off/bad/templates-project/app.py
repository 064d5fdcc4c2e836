import os

from flask import Flask, render_template, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    body = db.Column(db.Text)
    url = db.Column(db.String(200))


@app.route('/')
def index():
    return render_template('index.html', name=request.args.get('name'), posts=Post.query.all())


@app.route('/card')
def card():
    return render_template('card.j2', name=request.args.get('name'))


@app.route('/posts')
def posts():
    return render_template('posts.jinja2', posts=Post.query.all())
