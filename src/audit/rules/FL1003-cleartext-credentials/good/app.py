import os

import requests
from flask import Flask

app = Flask(__name__)
login = ('shop', os.environ['STOCK_PASSWORD'])
headers = {'Authorization': 'Bearer ' + os.environ['TOKEN']}


@app.route('/levels/<int:item>')
def levels(item):
    return requests.get(f'https://stock.example.com/levels/{item}', auth=login, timeout=5).json()


@app.route('/news')
def news():
    return requests.get('http://news.example.com/feed', headers={'Accept': 'application/json'}, timeout=5).json()


@app.route('/jobs')
def jobs():
    requests.post('http://localhost:9000/jobs', headers=headers, timeout=5)
    requests.post('http://worker:9000/jobs', auth=login, timeout=5)
    requests.post('http://10.0.0.7/jobs', json={'password': os.environ['PW']}, timeout=5)
    requests.post('http://jobs.svc.cluster.local/jobs', headers=headers, timeout=5)
    return requests.post(os.environ['JOBS_URL'], headers=headers, timeout=5).json()


@app.route('/search')
def search():
    return requests.get('http://search.example.com', params={'q': 'tokens'}, auth=None, timeout=5).json()
