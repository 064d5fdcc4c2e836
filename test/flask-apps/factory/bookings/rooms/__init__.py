from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from ..extensions import db
from ..models import Booking, Room

bp = Blueprint('rooms', __name__)


@bp.route('/')
@login_required
def index():
    seats = request.args.get('seats', 1, type=int)
    rooms = Room.query.filter(Room.seats >= seats).order_by(Room.name).all()
    return render_template('rooms/index.html', rooms=rooms, seats=seats)


@bp.route('/rooms/<int:room_id>/book', methods=['POST'])
@login_required
def book(room_id):
    room = db.get_or_404(Room, room_id)
    try:
        day = date.fromisoformat(request.form['day'])
    except ValueError:
        abort(400)
    db.session.add(Booking(user_id=current_user.id, room_id=room.id, day=day))
    db.session.commit()
    return redirect(url_for('rooms.index'))


@bp.route('/bookings/<int:booking_id>/cancel', methods=['POST'])
@login_required
def cancel(booking_id):
    booking = Booking.query.filter_by(id=booking_id, user_id=current_user.id).first_or_404()
    db.session.delete(booking)
    db.session.commit()
    return redirect(url_for('rooms.index'))
