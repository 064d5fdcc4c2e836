import os

from flask import Flask

app = Flask(__name__)


class DevelopmentConfig:
    DEBUG = True


class ProductionConfig:
    DEBUG = False


app.config.from_object({'development': DevelopmentConfig, 'production': ProductionConfig}[os.environ['STAGE']])


@app.route('/')
def index():
    return {'up': True}


if __name__ == '__main__':
    app.run(debug=os.environ.get('FLASK_DEBUG') == '1')


def on_a_machine_of_ones_own():
    app.run('127.0.0.1', 8000, False)
    app.run(host='127.0.0.1', debug=None)
