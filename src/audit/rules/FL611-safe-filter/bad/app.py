import os

from flask import Flask, render_template, render_template_string, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    body = db.Column(db.Text)
    url = db.Column(db.String(200))


@app.template_filter('markdown')
def markdown(text):
    return '<p>' + text.replace('\n', '</p><p>') + '</p>'


@app.route('/search')
def search():
    q = request.args.get('q', '')
    return render_template('search.html', q=q, form={'text': request.form.get('text')})


@app.route('/posts')
def posts():
    return render_template('posts.html', posts=Post.query.all())


PAGE = """
<h1>Answer</h1>
{{ answer|safe }} {# expect: FL611 #}
<p>{{ answer }}</p>
"""


@app.route('/answer')
def answer():
    body = f"<td>{request.args.get('answer')}</td>"
    return render_template_string(PAGE, answer=body)


@app.route('/direct')
def direct():
    return render_template_string('<p>{{ q|safe }}</p>', q=request.args.get('q'))  # expect: FL611
