"""Who works here. Signing in is the business of the company's own login service, which sets the session."""
from dataclasses import dataclass

from flask_login import UserMixin

from .store import query_one


@dataclass
class Staff(UserMixin):
    id: str
    name: str
    is_admin: bool


def load_staff(staff_id):
    row = query_one('SELECT id, name, is_admin FROM staff WHERE id = ?', (staff_id,))
    return Staff(str(row['id']), row['name'], bool(row['is_admin'])) if row else None
