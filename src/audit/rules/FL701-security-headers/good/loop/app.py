from flask import Flask, render_template

HEADERS = {
    'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    'X-Content-Type-Options': 'nosniff',
}


def create_app():
    app = Flask(__name__)

    def add_headers(response):
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(add_headers)

    @app.route('/')
    def index():
        return render_template('index.html')

    return app
