import os
from urllib.parse import urlsplit

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
    page = int(request.args.get('page', 1))
    back = request.args.get('back', '')
    if urlsplit(back).scheme not in ('http', 'https'):
        back = '/'
    tab = request.args.get('tab')
    if tab not in ('new', 'old'):
        tab = 'new'
    return render_template('index.html', q=q, page=page, tab=tab, posts=Post.query.all(), key=os.environ['MAP_KEY'])
