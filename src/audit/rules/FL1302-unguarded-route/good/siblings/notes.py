import sqlite3

from flask import Blueprint, abort, g, redirect, render_template, request
from flask_login import current_user, login_required

notes = Blueprint('notes', __name__, url_prefix='/notes')
everything = Blueprint('everything', __name__, url_prefix='/everything')


def write(sql, *args):
    with sqlite3.connect('notes.db') as db:
        db.execute(sql, args)


def own_or_404(note_id):
    if note_id not in current_user.note_ids:
        abort(404)


@notes.route('/')
@login_required
def index():
    return render_template('notes.html', notes=current_user.notes)


@notes.route('/<int:note_id>/edit', methods=['POST'])
@login_required
def edit(note_id):
    write('UPDATE notes SET text = ? WHERE id = ?', request.form['text'], note_id)
    return redirect('/notes')


@notes.route('/<int:note_id>/copy', methods=['POST'])
@login_required
def copy(note_id):
    write('INSERT INTO notes SELECT * FROM notes WHERE id = ?', note_id)
    return redirect('/notes')


# Asks for the owner, further down.
@notes.route('/<int:note_id>/delete', methods=['POST'])
def delete(note_id):
    own_or_404(note_id)
    write('DELETE FROM notes WHERE id = ?', note_id)
    return redirect('/notes')


# Everybody may read, and write a comment.
@notes.route('/<int:note_id>')
def show(note_id):
    return render_template('note.html', note=note_id)


@notes.route('/<int:note_id>/comments', methods=['POST'])
def comment(note_id):
    write('INSERT INTO comments (note, text) VALUES (?, ?)', note_id, request.form['text'])
    return redirect('/notes')


# Whoever has the link was sent it.
@notes.route('/shared/<token>/delete', methods=['POST'])
def delete_shared(token):
    write('DELETE FROM shares WHERE token = ?', token)
    return redirect('/')


@everything.before_request
def signed_in():
    if not current_user.is_authenticated:
        abort(401)


@everything.route('/<int:note_id>/delete', methods=['POST'])
def delete_everything(note_id):
    write('DELETE FROM notes WHERE id = ?', note_id)
    return redirect('/everything')
