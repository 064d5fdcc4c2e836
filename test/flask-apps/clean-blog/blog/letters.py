import os
import smtplib
from email.message import EmailMessage

from flask import current_app, render_template


def send_reset_link(user, token):
    # The site's own name, whatever Host the request came with.
    link = f"https://{current_app.config['SERVER_NAME']}/reset/{token}"
    letter = EmailMessage()
    letter['To'] = user.email
    letter['Subject'] = 'Your new password'
    letter.set_content(render_template('mail/reset.txt', name=user.name, link=link))
    with smtplib.SMTP_SSL(os.environ['MAIL_HOST']) as server:
        server.login(os.environ['MAIL_USER'], os.environ['MAIL_PASSWORD'])
        server.send_message(letter)
