import secrets
from urllib.parse import urljoin

from flask import Flask, request, url_for
from flask_mail import Mail, Message

from mails import send_mail

app = Flask(__name__)
mail = Mail(app)


@app.route('/forgot', methods=['POST'])
def forgot():
    token = secrets.token_urlsafe()
    link = request.host_url + 'reset/' + token  # expect: FL629
    send_mail(request.form['address'], link)
    return 'sent'


@app.route('/invite', methods=['POST'])
def invite():
    token = secrets.token_urlsafe()
    message = Message('An invitation', recipients=[request.form['address']])
    message.body = f'Come to https://{request.host}/join/{token}'  # expect: FL629
    mail.send(message)
    return 'sent'


@app.route('/confirm', methods=['POST'])
def confirm():
    token = secrets.token_urlsafe()
    host = request.headers.get('X-Forwarded-Host')
    send_mail(request.form['address'], 'https://{}/confirm/{}'.format(host, token))  # expect: FL629
    return 'sent'


@app.route('/verify', methods=['POST'])
def verify():
    token = secrets.token_urlsafe()
    send_mail(request.form['address'], urljoin(request.url_root, 'verify/' + token))  # expect: FL629
    return 'sent'


@app.route('/reset', methods=['POST'])
def reset():
    token = secrets.token_urlsafe()
    send_mail(request.form['address'], url_for('reset_form', token=token, _external=True))  # expect: FL629
    return 'sent'


@app.route('/reset/<token>')
def reset_form(token):
    return 'a form'
