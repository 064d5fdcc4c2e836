from flask import Flask, abort, request

app = Flask(__name__)
KEYS = set()


@app.route('/a')
def by_header():
    if request.headers.get('X-Api-Key') not in KEYS:
        abort(401)
    return {'ok': True}


@app.route('/b', methods=['POST'])
def login():
    return {'ok': len(request.form['password']) > 8}


@app.route('/reset')
def reset():
    # A mailed link has its token in the address: single use, and not for long.
    return {'ok': request.args.get('token') in KEYS}


@app.route('/callback')
def callback():
    return {'ok': request.args['code'] == request.args['state']}


@app.route('/d')
def page():
    return {'page': request.args.get('page', 1, type=int), 'keyword': request.args.get('keyword')}


@app.route('/e', methods=['POST'])
def by_json():
    return {'ok': request.json.get('api_key') in KEYS}
