import os
import sqlite3
from functools import wraps

from flask import Flask, abort, g, jsonify, redirect, render_template, request, session, url_for
from flask.views import MethodView, View
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=1800,
    MAX_CONTENT_LENGTH=64 * 1024,
)
CSRFProtect(app)
Talisman(
    app,
    content_security_policy={
        'default-src': "'self'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
    },
)


def db():
    if 'db' not in g:
        g.db = sqlite3.connect(os.environ['DATABASE'])
    return g.db


@app.teardown_appcontext
def close_db(_error):
    connection = g.pop('db', None)
    if connection is not None:
        connection.close()


@app.after_request
def no_store(response):
    response.headers['Cache-Control'] = 'no-store'
    return response


def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if session.get('user_id') is None:
            abort(401)
        return view(*args, **kwargs)

    return guarded


def role_required(role):
    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if session.get('role') != role:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


class Tasks(MethodView):
    decorators = [login_required]

    def get(self):
        rows = db().execute('SELECT id, title FROM tasks WHERE user_id = ?', (session['user_id'],))
        return render_template('tasks.html', tasks=rows.fetchall())

    def post(self):
        title = request.form['title']
        db().execute('INSERT INTO tasks (user_id, title) VALUES (?, ?)', (session['user_id'], title))
        db().commit()
        return redirect(url_for('tasks'))


class TaskSearch(MethodView):
    decorators = [login_required]

    def get(self):
        word = request.args.get('word', '')
        condition = "title LIKE '%{}%'".format(word)
        rows = db().execute('SELECT id, title FROM tasks WHERE ' + condition)  # expect: FL501
        return jsonify([{'id': row[0], 'title': row[1]} for row in rows])


class TaskItem(MethodView):
    def get(self, task_id):
        row = self.own(task_id)
        return jsonify(id=row[0], title=row[1])

    def delete(self, task_id):
        self.own(task_id)
        db().execute('DELETE FROM tasks WHERE id = ?', (task_id,))
        db().commit()
        return '', 204

    def own(self, task_id):
        sql = 'SELECT id, title FROM tasks WHERE id = ? AND user_id = ?'
        row = db().execute(sql, (task_id, session['user_id'])).fetchone()
        if row is None:
            abort(404)
        return row


class PurgeTasks(MethodView):
    def post(self):
        db().execute('DELETE FROM tasks WHERE done = 1')
        db().commit()
        return redirect(url_for('tasks'))


class FinishTask(View):
    decorators = [login_required]

    def dispatch_request(self, task_id):
        db().execute('UPDATE tasks SET done = 1 WHERE id = ? AND user_id = ?', (task_id, session['user_id']))
        db().commit()
        return redirect(url_for('tasks'))


class Statistics(View):
    methods = ['GET']
    decorators = [role_required('manager'), login_required]
    init_every_request = False

    def dispatch_request(self):
        return jsonify(tasks=db().execute('SELECT count(*) FROM tasks').fetchone()[0])


app.add_url_rule('/tasks', view_func=Tasks.as_view('tasks'))
app.add_url_rule('/tasks/search', view_func=TaskSearch.as_view('search'))
app.add_url_rule('/tasks/<int:task_id>', view_func=login_required(TaskItem.as_view('task')))
app.add_url_rule('/tasks/<int:task_id>/finish', view_func=FinishTask.as_view('finish'))  # expect: FL204
app.add_url_rule('/tasks/purge', view_func=PurgeTasks.as_view('purge'))  # expect: FL1302
app.add_url_rule('/statistics', view_func=Statistics.as_view('statistics'))
