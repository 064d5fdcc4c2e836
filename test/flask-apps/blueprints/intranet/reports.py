from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from .store import query, write

reports = Blueprint('reports', __name__)


@reports.route('/')
@login_required
def index():
    rows = query('SELECT id, title FROM reports WHERE staff_id = ? ORDER BY id DESC', (current_user.id,))
    return render_template('reports.html', reports=rows)


@reports.route('/', methods=['POST'])
@login_required
def create():
    title = request.form['title'][:200]
    write('INSERT INTO reports (staff_id, title) VALUES (?, ?)', (current_user.id, title))
    return redirect(url_for('reports.index'))


@reports.route('/<int:report_id>/rename', methods=['POST'])
@login_required
def rename(report_id):
    title = request.form['title'][:200]
    write('UPDATE reports SET title = ? WHERE id = ? AND staff_id = ?', (title, report_id, current_user.id))
    return redirect(url_for('reports.index'))


@reports.route('/<int:report_id>/delete', methods=['POST'])  # expect: FL1302
def delete(report_id):
    write('DELETE FROM reports WHERE id = ?', (report_id,))
    return redirect(url_for('reports.index'))


@login_required  # expect: FL1302
@reports.route('/archive')
def archive():
    return render_template('archive.html', reports=query('SELECT id, title FROM reports WHERE archived = 1'))
