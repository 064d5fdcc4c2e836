import secrets

from flask import Flask, request, url_for
from flask_mail import Mail, Message

app = Flask(__name__)
app.config['SERVER_NAME'] = 'shop.example.com'
mail = Mail(app)


@app.route('/forgot', methods=['POST'])
def forgot():
    link = url_for('reset', token=secrets.token_urlsafe(), _external=True)
    mail.send(Message('A new password', recipients=[request.form['address']], body=link))
    return 'sent'


@app.route('/reset/<token>')
def reset(token):
    return 'a form'
