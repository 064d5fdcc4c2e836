import os
import secrets

from flask import Flask, redirect, request, url_for

from mails import send_mail

app = Flask(__name__)
app.config['PUBLIC_URL'] = os.environ['PUBLIC_URL']


@app.route('/forgot', methods=['POST'])
def forgot():
    token = secrets.token_urlsafe()
    send_mail(request.form['address'], app.config['PUBLIC_URL'] + url_for('reset', token=token))
    return 'sent'


@app.route('/reset/<token>')
def reset(token):
    return 'a form'


@app.route('/feed')
def feed():
    return {'self': request.host_url + 'feed', 'first': url_for('feed', _external=True)}


@app.route('/secure')
def secure():
    return redirect('https://' + request.host + request.full_path)


@app.route('/contact', methods=['POST'])
def contact():
    send_mail('office@example.com', f"{request.form['text']} (sent from {request.base_url})")
    return 'sent'


@app.route('/confirm', methods=['POST'])
def confirm():
    token = secrets.token_urlsafe()
    app.logger.info('asked by %s', request.host)
    send_mail(request.form['address'], f'Your code is {token}')
    return 'sent'
