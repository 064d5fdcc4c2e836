import os
import smtplib
from email.message import EmailMessage


def send_mail(to, subject, text):
    message = EmailMessage()
    message['From'] = os.environ['MAIL_FROM']
    message['To'] = to
    message['Subject'] = subject
    message.set_content(text)
    with smtplib.SMTP_SSL(os.environ['MAIL_HOST']) as server:
        server.login(os.environ['MAIL_USER'], os.environ['MAIL_PASSWORD'])
        server.send_message(message)
