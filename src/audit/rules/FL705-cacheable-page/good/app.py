from flask import Flask, jsonify, make_response, render_template, request
from flask_caching import Cache
from flask_login import current_user, login_required

app = Flask(__name__)
cache = Cache(app)


@app.after_request
def never_keep(response):
    response.headers.setdefault('Cache-Control', 'no-store')
    return response


def by_person():
    return f'{current_user.get_id()}:{request.path}'


# The same for everybody.
@app.route('/prices')
@cache.cached(timeout=60)
def prices():
    return render_template('prices.html')


# The same for all who may see it.
@app.route('/handbook')
@login_required
@cache.cached(timeout=600)
def handbook():
    return render_template('handbook.html')


@app.route('/account')
@login_required
@cache.cached(timeout=60, make_cache_key=by_person)
def account():
    return render_template('account.html', user=current_user)


@app.route('/home')
@cache.cached(timeout=60, unless=lambda: current_user.is_authenticated)
def home():
    return render_template('home.html', user=current_user)


@app.route('/news')
@cache.cached(timeout=60, key_prefix=by_person)
def news():
    return render_template('news.html', user=current_user)


@cache.memoize(300)
def unread_of(user_id):
    return user_id * 2


@app.route('/unread')
@login_required
def unread():
    answer = make_response(jsonify(unread=unread_of(current_user.id)))
    answer.headers['Cache-Control'] = 'private, max-age=10'
    return answer


@app.route('/logo')
def logo():
    answer = make_response('<svg/>')
    answer.headers['Cache-Control'] = 'public, max-age=86400'
    return answer
