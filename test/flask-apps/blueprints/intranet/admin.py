from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from .store import query, write

admin = Blueprint('admin', __name__, url_prefix='/admin')
rooms = Blueprint('rooms', __name__, url_prefix='/rooms')


@admin.before_request
def admins_only():
    if not current_user.is_authenticated or not current_user.is_admin:
        abort(403)


@admin.get('/')
def index():
    return render_template('admin.html', staff=query('SELECT id, name FROM staff ORDER BY name'))


@admin.post('/staff/<int:staff_id>/disable')
def disable(staff_id):
    write('UPDATE staff SET disabled = 1 WHERE id = ?', (staff_id,))
    return redirect(url_for('admin.index'))


# A nested blueprint: its parent's guard holds for it too.
@rooms.post('/')
def add_room():
    write('INSERT INTO rooms (name) VALUES (?)', (request.form['name'],))
    return redirect(url_for('admin.index'))


admin.register_blueprint(rooms)
