import os

from flask import Flask

app = Flask(__name__)
app.config['DEBUG'] = True  # expect: FL1101


@app.route('/')
def index():
    return {'up': True}


def serve():
    app.run(host='127.0.0.1', debug=os.environ.get('DEBUG', 'False'))  # expect: FL1101


def everywhere():
    app.run('0.0.0.0', 8000, True)  # expect: FL1101


if __name__ == '__main__':
    app.run(debug=True)  # expect: FL1101
