import os
import sqlite3

from flask import Flask, redirect, request, session
from flask.views import MethodView
from flask_wtf.csrf import CSRFProtect

# Made, and never bound to the app.
csrf = CSRFProtect()
app = Flask(__name__)  # expect: FL201
app.secret_key = os.environ['SECRET_KEY']


class Messages(MethodView):
    def post(self):
        connection = sqlite3.connect('board.db')
        connection.execute('INSERT INTO message (author, text) VALUES (?, ?)', (session['name'], request.form['text']))
        connection.commit()
        return redirect('/messages')


app.add_url_rule('/messages', view_func=Messages.as_view('messages'))
