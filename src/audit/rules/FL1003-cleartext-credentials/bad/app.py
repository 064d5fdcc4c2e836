import os
import urllib.request

import httpx
import requests
from flask import Flask

app = Flask(__name__)
STOCK = 'http://stock.example.com'
login = ('shop', os.environ['STOCK_PASSWORD'])
session = requests.Session()


@app.route('/levels/<int:item>')
def levels(item):
    answer = requests.get(f'{STOCK}/levels/{item}', auth=login, timeout=5)  # expect: FL1003
    return answer.json()


@app.route('/push')
def push():
    headers = {'Authorization': 'Bearer ' + os.environ['TOKEN']}
    session.post('http://push.example.com/send', headers=headers, json={'text': 'hello'}, timeout=5)  # expect: FL1003
    httpx.post('http://id.example.com/token', data={'user': 'shop', 'password': os.environ['PW']})  # expect: FL1003
    request = urllib.request.Request('http://api.example.com/v1', headers={'X-Api-Key': os.environ['KEY']})  # expect: FL1003
    return urllib.request.urlopen(request).read()


@app.route('/weather/<city>')
def weather(city):
    params = {'q': city, 'api_key': os.environ['WEATHER_KEY']}
    return requests.request('GET', 'http://weather.example.com/now', params=params, timeout=5).json()  # expect: FL1003
