from functools import lru_cache

from flask import Flask, abort, render_template, session
from flask_login import login_required
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
csrf = CSRFProtect(app)


@app.route('/archive')
@app.route('/old/archive')
@login_required
def archive():
    return render_template('archive.html')


# It keeps nobody out, wherever it stands.
@csrf.exempt
@lru_cache
@app.route('/prices')
def prices():
    return render_template('prices.html')


# Above the route, but the view asks by itself.
@login_required
@app.route('/me')
def me():
    if 'user_id' not in session:
        abort(401)
    return render_template('me.html')
