import smtplib
from email.message import EmailMessage


def send_mail(to, text):
    message = EmailMessage()
    message['To'] = to
    message.set_content(text)
    with smtplib.SMTP('localhost') as server:
        server.send_message(message)
