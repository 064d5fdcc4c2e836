import smtplib

import psycopg2
import requests
import stripe
from flask import Flask
from sqlalchemy import create_engine

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI='postgresql+psycopg://shop:kL9vTq2x@db.internal/shop',  # expect: FL105
    MAIL_PASSWORD='Winter-is-2024',  # expect: FL105
    SQLALCHEMY_BINDS={'stock': 'mysql://stock:p4ss-St0ck@10.0.0.7/stock'},  # expect: FL105
)
stripe.api_key = 'k_9f8e7d6c5b4a39281706'  # expect: FL105
WEATHER_API_KEY = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'  # expect: FL105
engine = create_engine('postgresql://report:r3p0rt-2021@reports.example.com/db')  # expect: FL105
uploader = {'access': 'AKIAQX4BIBLKWQ7ZLM3T'}  # expect: FL105


@app.route('/mail')
def mail():
    with smtplib.SMTP_SSL('smtp.example.com') as server:
        server.login('shop@example.com', 'Summer-was-2023')  # expect: FL105
    return {'sent': True}


@app.route('/rows')
def rows():
    connection = psycopg2.connect('host=db dbname=shop user=shop password=h4ndm4de')  # expect: FL105
    return {'rows': connection.info.dbname}


@app.route('/rates')
def rates():
    return requests.get('https://rates.example.com', auth=('shop', 'r4tes-for-all'), timeout=5).json()  # expect: FL105
