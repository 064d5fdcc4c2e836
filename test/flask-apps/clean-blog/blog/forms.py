from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, SubmitField, TextAreaField
from wtforms.validators import Email, InputRequired, Length


class LoginForm(FlaskForm):
    name = StringField('Name', [InputRequired(), Length(max=40)])
    password = PasswordField('Password', [InputRequired(), Length(max=128)])
    submit = SubmitField('Log in')


class RegisterForm(FlaskForm):
    name = StringField('Name', [InputRequired(), Length(min=2, max=40)])
    email = EmailField('E-mail', [InputRequired(), Email(), Length(max=254)])
    password = PasswordField('Password', [InputRequired(), Length(min=12, max=128)])
    submit = SubmitField('Register')


class ForgotForm(FlaskForm):
    email = EmailField('E-mail', [InputRequired(), Email()])
    submit = SubmitField('Send me a link')


class ResetForm(FlaskForm):
    password = PasswordField('New password', [InputRequired(), Length(min=12, max=128)])
    submit = SubmitField('Save')


class PostForm(FlaskForm):
    title = StringField('Title', [InputRequired(), Length(max=200)])
    body = TextAreaField('Text', [InputRequired(), Length(max=100_000)])
    submit = SubmitField('Publish')


class DeleteForm(FlaskForm):
    submit = SubmitField('Delete')


class SearchForm(FlaskForm):
    class Meta:
        csrf = False

    q = StringField('Search', [Length(max=100)])
