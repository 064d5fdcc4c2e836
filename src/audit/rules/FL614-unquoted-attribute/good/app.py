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
    q = request.args.get('q', '')
    page = request.args.get('page', 1, type=int)
    return render_template('index.html', q=q, page=page, posts=Post.query.all(), kind='wide')


@app.get('/posts/<int:post_id>')
def show(post_id):
    return str(post_id)
