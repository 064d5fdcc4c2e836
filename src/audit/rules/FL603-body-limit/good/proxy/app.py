from flask import Flask, request

app = Flask(__name__)


@app.route('/orders', methods=['POST'])
def orders():
    return {'count': len(request.get_json())}
