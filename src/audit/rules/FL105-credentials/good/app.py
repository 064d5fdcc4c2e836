import os
import smtplib

import psycopg2
import pymysql
import requests
from flask import Flask
from sqlalchemy import create_engine
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI=os.environ['DATABASE_URL'],
    SQLALCHEMY_BINDS={'cache': 'sqlite:////var/lib/shop/cache.db'},
    MAIL_PASSWORD=os.environ.get('MAIL_PASSWORD'),
    MAIL_USERNAME='shop@example.com',
    SECURITY_PASSWORD_HASH='argon2',
    RESET_PASSWORD_TEMPLATE='reset-password.html',
    JWT_ACCESS_TOKEN_EXPIRES=900,
    CELERY_BROKER_URL='amqp://guest:guest@localhost//',
    RATELIMIT_STORAGE_URI='redis://cache:6379/0',
    RECAPTCHA_PRIVATE_KEY='your-private-key-here',
)
MIN_PASSWORD = 'password'
FORGOT_PASSWORD = 'forgot-2'
USER_PASSWORD = 'credentials'
INVALID_API_KEY = 'error-4011-invalid-key'
ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
API_KEY = 'X-Api-Key'
DUMMY_HASH = generate_password_hash('nobody-has-this-one')
engine = create_engine('postgresql://shop@/shop')
template = 'postgresql://{user}:{password}@{host}/shop'
marker = '-----BEGIN PRIVATE KEY-----'
example_key = 'AKIAIOSFODNN7EXAMPLE'


class DevelopmentConfig:
    SQLALCHEMY_DATABASE_URI = 'postgresql://shop:kL9vTq2x@db.internal/shop'


class TestingConfig:
    MAIL_PASSWORD = 'Winter-is-2024'


@app.route('/mail')
def mail():
    with smtplib.SMTP_SSL('smtp.example.com') as server:
        server.login('shop@example.com', os.environ['MAIL_PASSWORD'])
    return {'sent': True}


@app.route('/rates')
def rates():
    auth = (os.environ['RATES_USER'], os.environ['RATES_PASSWORD'])
    return requests.get('https://rates.example.com', auth=auth, timeout=5).json()


@app.route('/login')
def login():
    return {'known': check_password_hash(DUMMY_HASH, 'password')}


host = '127.0.0.1'
password = ''


def connection():
    return pymysql.connect(host=host, user='', password=password, database='')


def near():
    return psycopg2.connect(host='10.20.0.7', user='shop', password=os.environ['DB_PASSWORD'])
