from flask import Flask

app = Flask(__name__)


@app.route('/')
def index():
    return {'up': True}


if __name__ == '__main__':
    app.run(ssl_context=('/etc/shop/cert.pem', '/etc/shop/key.pem'))
