from flask import Flask

app = Flask(__name__)


@app.route('/')
def index():
    return {'up': True}


def create_app():
    return app


def serve():
    create_app().run(host='0.0.0.0')  # expect: FL1102


if __name__ == '__main__':
    app.run('0.0.0.0', 8000)  # expect: FL1102
