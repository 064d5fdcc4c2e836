from functools import wraps

from flask import Flask, abort, render_template, session
from flask_jwt_extended import jwt_required
from flask_login import login_required

app = Flask(__name__)


def admin_only(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if session.get('role') != 'admin':
            abort(403)
        return view(*args, **kwargs)

    return guarded


@login_required  # expect: FL1302
@app.route('/archive')
def archive():
    return render_template('archive.html')


@admin_only  # expect: FL1302
@app.get('/people')
def people():
    return render_template('people.html')


@jwt_required()  # expect: FL1302
@app.route('/api/me')
def me():
    return {}


@app.route('/reports')
@login_required  # expect: FL1302
@app.route('/old/reports')
def reports():
    return render_template('reports.html')
