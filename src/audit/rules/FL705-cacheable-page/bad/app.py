from flask import Flask, jsonify, make_response, render_template, session
from flask_caching import Cache
from flask_login import current_user, login_required

app = Flask(__name__)  # expect: FL705
cache = Cache(app)


@app.route('/account')
@cache.cached(timeout=60)  # expect: FL705
@login_required
def account():
    return render_template('account.html')


@app.route('/orders')
@login_required
@cache.cached(timeout=60, query_string=True)  # expect: FL705
def orders():
    return render_template('orders.html', orders=current_user.orders)


@app.route('/home')
@cache.cached(key_prefix='home')  # expect: FL705
def home():
    return render_template('home.html', name=session.get('name'))


@cache.memoize(300)  # expect: FL705
def unread():
    return current_user.messages.filter_by(read=False).count()


@app.route('/unread')
@login_required
def show_unread():
    return jsonify(unread=unread())


@app.route('/invoice')
@login_required
def invoice():
    answer = make_response(render_template('invoice.html', user=current_user))
    answer.headers['Cache-Control'] = 'public, max-age=600'  # expect: FL705
    return answer


@app.route('/statement')
@login_required
def statement():
    answer = make_response(render_template('statement.html', user=current_user))
    answer.cache_control.public = True  # expect: FL705
    return answer
