import os

import bleach
import nh3
from flask import Flask, render_template, render_template_string, request
from markupsafe import Markup, escape
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    body = db.Column(db.Text)
    url = db.Column(db.String(200))


@app.template_filter('clean')
def clean(text):
    return Markup(nh3.clean(text))


@app.route('/search')
def search():
    q = request.args.get('q', '')
    page = int(request.args.get('page', 1))
    icon = '<svg viewBox="0 0 9 9"></svg>'
    body = bleach.clean(request.form.get('text', ''), tags=['b', 'i'])
    return render_template('search.html', q=q, page=page, icon=icon, body=body, shown=escape(q))


@app.route('/posts')
def posts():
    return render_template('posts.html', posts=Post.query.all())


PAGE = """
<h1>Answer</h1>
{{ rows|safe }}
<p>{{ answer }}</p>
"""


@app.route('/answer')
def answer():
    rows = ''.join(f'<td>{int(n)}</td>' for n in request.args.getlist('n'))
    return render_template_string(PAGE, answer=request.args.get('answer'), rows=rows)
