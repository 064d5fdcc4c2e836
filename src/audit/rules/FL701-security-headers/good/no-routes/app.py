# No route: nothing is answered.
from flask import Flask

app = Flask(__name__)


@app.cli.command('init')
def init():
    print('no route, no answer')
