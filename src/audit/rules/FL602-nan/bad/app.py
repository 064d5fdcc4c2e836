from flask import Flask, abort, request

app = Flask(__name__)
BALANCE = {'alice': 100.0}


@app.route('/transfer', methods=['POST'])
def transfer():
    amount = float(request.form['amount'])  # expect: FL602
    if amount <= 0 or amount > BALANCE['alice']:
        abort(400)
    BALANCE['alice'] -= amount
    return {'balance': BALANCE['alice']}


@app.route('/bid', methods=['POST'])
def bid():
    return {'bid': float(request.json.get('price', 0))}  # expect: FL602


@app.route('/search')
def search():
    return {'below': float(request.args.get('price_limit', '10'))}  # expect: FL602
