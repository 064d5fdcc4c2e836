from flask import Blueprint, Response, render_template

from .models import Post

bp = Blueprint('feeds', __name__)


@bp.route('/feed.xml')
def feed():
    posts = Post.query.order_by(Post.created.desc()).limit(20).all()
    return Response(render_template('posts/feed.xml', posts=posts), mimetype='application/rss+xml')


@bp.route('/robots.txt')
def robots():
    return Response('User-agent: *\nDisallow: /posts/new\n', mimetype='text/plain')
