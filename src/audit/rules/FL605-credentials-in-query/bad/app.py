from flask import Flask, abort, request

app = Flask(__name__)
KEYS = set()


@app.route('/a')
def keyed():
    if request.args.get('api_key') not in KEYS:  # expect: FL605
        abort(401)
    return {'ok': True}


@app.route('/b')
def login():
    user = request.args['user']
    password = request.args['password']  # expect: FL605
    return {'ok': check(user, password)}


@app.route('/c')
def token():
    args = request.args
    return {'ok': args.get('access_token', '') in KEYS}  # expect: FL605


def check(user, password):
    return len(user) < len(password)


@app.before_request
def secret():
    if request.path.startswith('/hooks') and request.args.get('secret') not in KEYS:  # expect: FL605
        abort(403)
