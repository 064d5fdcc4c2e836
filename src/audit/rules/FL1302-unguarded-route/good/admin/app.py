from flask import Blueprint, Flask, abort, redirect, render_template, request, session
from werkzeug.security import check_password_hash

from store import find_user, people

app = Flask(__name__)
admin = Blueprint('admin', __name__, url_prefix='/admin')


@admin.before_request
def administrators_only():
    if request.endpoint != 'admin.login' and session.get('role') != 'admin':
        abort(403)


@admin.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and check_password_hash(user.password_hash, request.form['password']):
        session.clear()
        session['role'] = user.role
    return redirect('/admin/')


@admin.route('/users')
def users():
    return render_template('users.html', users=people())


# Asks in a helper.
def current_admin():
    return session.get('role') == 'admin' or abort(403)


@app.route('/administration/people')
def administration():
    current_admin()
    return render_template('users.html', users=people())


app.register_blueprint(admin)


# From this machine alone.
@app.route('/admin/flush', methods=['POST'])
def flush():
    if request.remote_addr != '127.0.0.1':
        abort(403)
    people().clear()
    return ''
