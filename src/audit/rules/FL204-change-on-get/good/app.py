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


@app.route('/posts/<int:post_id>/delete', methods=['POST'])
@login_required
def delete(post_id):
    db.session.delete(Post.query.get_or_404(post_id))
    db.session.commit()
    return redirect(url_for('index'))


@app.route('/posts/new', methods=['GET', 'POST'])
@login_required
def new():
    if request.method == 'POST':
        db.session.add(Post(owner_id=current_user.id, text=request.form['text']))
        db.session.commit()
        return redirect(url_for('index'))
    return render_template('new.html')


@app.route('/posts/<int:post_id>/remove', methods=['GET', 'POST'])
@login_required
def remove(post_id):
    post = Post.query.get_or_404(post_id)
    if request.method == 'GET':
        return render_template('remove.html', post=post)
    db.session.delete(post)
    db.session.commit()
    return redirect(url_for('index'))


@app.route('/posts/<int:post_id>/edit', methods=['GET', 'POST'])
@login_required
def edit(post_id):
    form = PostForm()
    post = Post.query.get_or_404(post_id)
    if not form.validate_on_submit():
        return render_template('edit.html', form=form)
    post.text = form.text.data
    db.session.commit()
    return redirect(url_for('index'))


# A mail links to it, and the token guards it.
@app.route('/confirm/<token>')
def confirm(token):
    post = Post.query.filter_by(text=token).first_or_404()
    post.owner_id = session['user']
    db.session.commit()
    return redirect(url_for('index'))


# Another site sends its visitors back here, with a state.
@app.route('/oauth/callback')
def callback():
    if request.args['state'] != session.pop('state', None):
        abort(400)
    db.session.add(Post(owner_id=1, text='welcome'))
    db.session.commit()
    session['user_id'] = 1
    return redirect(url_for('index'))


class Posts(MethodView):
    decorators = [login_required]

    def get(self):
        return render_template('posts.html', posts=Post.query.all())

    def post(self):
        db.session.add(Post(owner_id=current_user.id, text=request.form['text']))
        db.session.commit()
        return redirect(url_for('index'))


app.add_url_rule('/posts', view_func=Posts.as_view('posts'))


@app.post('/logout')
def logout():
    logout_user()
    return redirect(url_for('index'))


# Nobody is known by a cookie here.
@app.get('/api/clear')
def clear_cache():
    if request.headers.get('X-Api-Key') != os.environ['API_KEY']:
        abort(401)
    Post.query.filter_by(owner_id=None).delete()
    db.session.commit()
    return ''


@app.route('/me')
def me():
    if not Post.query.filter_by(owner_id=session.get('user_id')).count():
        session.clear()
        return redirect(url_for('index'))
    return render_template('me.html')
