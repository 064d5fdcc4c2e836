from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError

from store import find_user


class RegistrationForm(FlaskForm):
    username = StringField('Username')
    password = PasswordField('Password')

    def validate_username(self, field):
        if find_user(field.data):
            raise ValidationError('Please use a different username.')  # expect: FL1305
