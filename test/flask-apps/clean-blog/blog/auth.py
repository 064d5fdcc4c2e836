import secrets

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user, logout_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, limiter
from .forms import ForgotForm, LoginForm, RegisterForm, ResetForm
from .letters import send_reset_link
from .models import User

bp = Blueprint('auth', __name__)

LINK_SECONDS = 1800
UNKNOWN_USER_HASH = generate_password_hash(secrets.token_urlsafe(32))


def links():
    return URLSafeTimedSerializer(current_app.config['SECRET_KEY'], salt='password-reset')


def own_page(target):
    """The page to go on to, when it is one of ours."""
    if not target or not target.startswith('/') or target.startswith('//') or '\\' in target:
        return url_for('posts.index')
    return target


@bp.route('/login', methods=['GET', 'POST'])
@limiter.limit('10 per minute', methods=['POST'])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        user = User.query.filter_by(name=form.name.data).first()
        good = check_password_hash(user.password_hash if user else UNKNOWN_USER_HASH, form.password.data)
        if user and good:
            session.clear()
            login_user(user, remember=True)
            return redirect(own_page(request.args.get('next')))
        flash('Name or password is wrong')
    return render_template('auth/form.html', title='Log in', form=form)


@bp.route('/logout', methods=['POST'])
@login_required
def logout():
    logout_user()
    session.clear()
    return redirect(url_for('posts.index'))


@bp.route('/register', methods=['GET', 'POST'])
@limiter.limit('5 per hour', methods=['POST'])
def register():
    form = RegisterForm()
    if form.validate_on_submit():
        taken = User.query.filter((User.name == form.name.data) | (User.email == form.email.data)).first()
        if not taken:
            user = User(name=form.name.data, email=form.email.data)
            user.set_password(form.password.data)
            db.session.add(user)
            db.session.commit()
        flash('Thank you. If name and address were free, you can now log in.')
        return redirect(url_for('auth.login'))
    return render_template('auth/form.html', title='Register', form=form)


@bp.route('/forgot', methods=['GET', 'POST'])
@limiter.limit('5 per hour', methods=['POST'])
def forgot():
    form = ForgotForm()
    if form.validate_on_submit():
        user = User.query.filter_by(email=form.email.data).first()
        if user:
            send_reset_link(user, links().dumps([user.id, user.password_version]))
        flash('If we know the address, a link is on its way.')
        return redirect(url_for('auth.login'))
    return render_template('auth/form.html', title='New password', form=form)


@bp.route('/reset/<token>', methods=['GET', 'POST'])
@limiter.limit('10 per hour')
def reset(token):
    try:
        user_id, version = links().loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        abort(404)
    user = db.session.get(User, user_id)
    if user is None or user.password_version != version:
        abort(404)
    form = ResetForm()
    if form.validate_on_submit():
        user.set_password(form.password.data)
        db.session.commit()
        flash('Your password was changed.')
        return redirect(url_for('auth.login'))
    return render_template('auth/form.html', title='New password', form=form)


@bp.route('/me')
@login_required
def me():
    return render_template('auth/me.html', user=current_user)
