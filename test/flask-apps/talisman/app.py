import os

from flask import Flask, flash, redirect, render_template, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from accounts import find_account, save_message

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.config['SECRET_KEY'] = os.environ['SECRET_KEY']
app.config['PERMANENT_SESSION_LIFETIME'] = 30 * 60
app.config['MAX_CONTENT_LENGTH'] = 100_000

csrf = CSRFProtect(app)
# Sets the flags of the session's cookie too.
talisman = Talisman(app, content_security_policy={'default-src': "'self'", 'script-src': "'self' 'unsafe-inline'", 'object-src': "'none'", 'base-uri': "'none'", 'form-action': "'self'", 'frame-ancestors': "'none'"}, frame_options='DENY')  # expect: FL702
limiter = Limiter(get_remote_address, app=app, default_limits=['60 per minute'], storage_uri='memory://')  # expect: FL802


class LoginForm(FlaskForm):
    name = StringField('Name', [InputRequired(), Length(max=80)])
    password = PasswordField('Password', [InputRequired(), Length(max=128)])


class ContactForm(FlaskForm):
    message = TextAreaField('Message', [InputRequired(), Length(max=2000)])


@app.after_request
def no_store(response):
    response.headers['Cache-Control'] = 'no-store'
    return response


@app.route('/')
def index():
    return render_template('index.html')


@app.route('/login', methods=['GET', 'POST'])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        account = find_account(form.name.data)
        if account and check_password_hash(account['password_hash'], form.password.data):
            session.clear()
            session['account'] = account['id']
            return redirect(url_for('index'))
        flash('Wrong name or password')
    return render_template('form.html', title='Log in', form=form)


@app.route('/contact', methods=['GET', 'POST'])
def contact():
    form = ContactForm()
    if form.validate_on_submit():
        save_message(form.message.data)
        flash('Thank you')
        return redirect(url_for('index'))
    return render_template('form.html', title='Contact', form=form)


@app.route('/healthz')
@talisman(force_https=False)
@limiter.exempt
def health():
    return {'ok': True}
