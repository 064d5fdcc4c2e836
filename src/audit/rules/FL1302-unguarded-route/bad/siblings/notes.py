from flask import Blueprint, redirect, render_template, request
from flask_login import current_user, login_required

from models import Note, db

notes = Blueprint('notes', __name__, url_prefix='/notes')


@notes.route('/')
@login_required
def index():
    return render_template('notes.html', notes=current_user.notes)


@notes.route('/<int:note_id>/edit', methods=['POST'])
@login_required
def edit(note_id):
    note = Note.query.filter_by(id=note_id, owner=current_user).first_or_404()
    note.text = request.form['text']
    db.session.commit()
    return redirect('/notes')


@notes.route('/<int:note_id>/delete', methods=['POST'])  # expect: FL1302
def delete(note_id):
    db.session.delete(Note.query.get_or_404(note_id))
    db.session.commit()
    return redirect('/notes')
