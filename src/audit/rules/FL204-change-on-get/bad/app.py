import os

from flask import Blueprint, Flask, abort, redirect, render_template, request, session, url_for
from flask.views import MethodView
from flask_login import LoginManager, current_user, login_required, logout_user
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer)
    views = db.Column(db.Integer)
    text = db.Column(db.Text)

    votes = db.Column(db.Integer)


@app.route('/posts/<int:post_id>/delete')  # expect: FL204
@login_required
def delete(post_id):
    post = Post.query.get_or_404(post_id)
    db.session.delete(post)
    db.session.commit()
    return redirect(url_for('index'))


@app.route('/remove/<int:post_id>', methods=['GET', 'POST'])  # expect: FL204
@login_required
def remove(post_id):
    post = Post.query.get_or_404(post_id)
    if post.owner_id != current_user.id:
        abort(403)
    db.session.delete(post)
    db.session.commit()
    return redirect(url_for('index'))


@app.get('/vote/<int:post_id>')  # expect: FL204
def vote(post_id):
    if 'user' not in session:
        return redirect('/login')
    Post.query.get(post_id).votes += 1
    db.session.commit()
    return redirect(url_for('index'))


class Publish(MethodView):
    decorators = [login_required]

    def get(self, post_id):
        publish(post_id)
        return redirect(url_for('index'))


def publish(post_id):
    Post.query.filter_by(id=post_id).update({'text': 'published'})
    db.session.commit()


app.add_url_rule('/posts/<int:post_id>/publish', view_func=Publish.as_view('publish'))  # expect: FL204


@app.route('/logout')  # expect: FL204
def logout():
    logout_user()
    return redirect(url_for('index'))


# Low confidence: a counter.
@app.route('/posts/<int:post_id>')  # expect: FL204
@login_required
def show(post_id):
    post = Post.query.get_or_404(post_id)
    post.views += 1
    db.session.commit()
    return render_template('post.html', post=post)
