from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from sqlalchemy import text

from .extensions import db
from .forms import DeleteForm, PostForm, SearchForm
from .models import Post

bp = Blueprint('posts', __name__)

SORT_COLUMNS = {'title', 'created', 'views'}
PER_PAGE = 20


@bp.route('/')
def index():
    sort = request.args.get('sort', 'created')
    if sort not in SORT_COLUMNS:
        sort = 'created'
    page = request.args.get('page', 1, type=int)
    offset = (max(page, 1) - 1) * PER_PAGE
    rows = db.session.execute(
        text(f'SELECT id, title, views FROM post ORDER BY {sort} DESC LIMIT :limit OFFSET :offset'),
        {'limit': PER_PAGE, 'offset': offset},
    )
    return render_template('posts/index.html', posts=rows.mappings().all(), search=SearchForm(request.args))


@bp.route('/search')
def search():
    form = SearchForm(request.args)
    q = form.q.data or ''
    found = Post.query.filter(Post.title.ilike(f'%{q}%')).limit(50).all()
    return render_template('posts/search.html', posts=found, q=q, search=form)


@bp.route('/posts/<int:post_id>')
def show(post_id):
    post = db.get_or_404(Post, post_id)
    earlier = db.session.execute(text(f'SELECT id, title FROM post WHERE id < {post_id} ORDER BY id DESC LIMIT 3'))
    response = render_template('posts/show.html', post=post, earlier=earlier.all(), delete_form=DeleteForm())
    return response, 200, {'ETag': f'"{post.etag}"'}


@bp.route('/posts/new', methods=['GET', 'POST'])
@login_required
def create():
    form = PostForm()
    if form.validate_on_submit():
        post = Post(title=form.title.data, body=form.body.data, author_id=current_user.id)
        db.session.add(post)
        db.session.commit()
        return redirect(url_for('posts.show', post_id=post.id))
    return render_template('posts/edit.html', form=form)


@bp.route('/posts/<int:post_id>/delete', methods=['POST'])
@login_required
def delete(post_id):
    post = db.get_or_404(Post, post_id)
    if post.author_id != current_user.id:
        abort(403)
    if DeleteForm().validate_on_submit():
        db.session.delete(post)
        db.session.commit()
    return redirect(url_for('posts.index'))


@bp.route('/suggest')
def suggest():
    q = request.args.get('q', '')
    titles = db.session.execute(text('SELECT title FROM post WHERE title LIKE :q LIMIT 5'), {'q': q + '%'})
    return jsonify(q=q, titles=[row.title for row in titles])


@bp.route('/statistics')
def statistics():
    count = db.session.execute(text('SELECT count(*) FROM post')).scalar()
    return jsonify(posts=count)
