import math

from flask import Blueprint, abort, request

bp = Blueprint('checked', __name__)


@bp.route('/f', methods=['POST'])
def checked():
    amount = float(request.form['amount'])
    if not math.isfinite(amount) or amount <= 0:
        abort(400)
    return {'amount': amount}
