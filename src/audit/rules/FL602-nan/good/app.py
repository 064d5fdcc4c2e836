from decimal import Decimal

from flask import Flask, request

app = Flask(__name__)
RATES = {'usd': '1.1'}


@app.route('/a', methods=['POST'])
def whole():
    return {'amount': int(request.form['amount'])}


@app.route('/b')
def place():
    return {'lat': float(request.args['lat']), 'lon': float(request.args['lon'])}


@app.route('/c')
def constant():
    return {'rate': float(RATES['usd'])}


@app.route('/d', methods=['POST'])
def exact():
    return {'amount': str(Decimal(request.form['amount']))}


@app.route('/e')
def duration():
    return {'t': float('1.5')}
