import hmac
import os
import sqlite3

from flask import Flask, abort, redirect, request
from flask_login import login_required

app = Flask(__name__)


def write(sql, *args):
    with sqlite3.connect('shop.db') as db:
        db.execute(sql, args)


# A service of somebody else's calls it, and proves who it is.
@app.route('/items/sync', methods=['POST'])
def sync_items():
    sent = request.headers.get('X-Signature', '')
    if not hmac.compare_digest(sent, hmac.new(os.environ['KEY'].encode(), request.data, 'sha256').hexdigest()):
        abort(403)
    write('DELETE FROM items')
    return ''


@app.route('/items/new', methods=['POST'])
@login_required
def new_item():
    write('INSERT INTO items (name) VALUES (?)', request.form['name'])
    return redirect('/items')


# No guard is the rule here, not the exception.
@app.route('/wall/<int:post_id>/delete', methods=['POST'])
def delete_post(post_id):
    write('DELETE FROM wall WHERE id = ?', post_id)
    return redirect('/wall')


@app.route('/wall/new', methods=['POST'])
def new_post():
    write('INSERT INTO wall (text) VALUES (?)', request.form['text'])
    return redirect('/wall')
