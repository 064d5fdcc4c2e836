import sqlite3
from functools import wraps

from flask import Flask, abort, redirect, request, session
from flask.views import MethodView

app = Flask(__name__)


def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if 'user_id' not in session:
            abort(401)
        return view(*args, **kwargs)

    return guarded


class Tasks(MethodView):
    decorators = [login_required]

    def get(self):
        return 'tasks'

    def post(self):
        with sqlite3.connect('tasks.db') as db:
            db.execute('INSERT INTO tasks (title) VALUES (?)', (request.form['title'],))
        return redirect('/tasks')


class Task(MethodView):
    def delete(self, task_id):
        with sqlite3.connect('tasks.db') as db:
            db.execute('DELETE FROM tasks WHERE id = ?', (task_id,))
        return '', 204


app.add_url_rule('/tasks', view_func=Tasks.as_view('tasks'))
app.add_url_rule('/tasks/<int:task_id>', view_func=Task.as_view('task'))  # expect: FL1302
