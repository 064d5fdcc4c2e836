from flask import Flask, make_response, render_template

app = Flask(__name__)


@app.route('/embed')
def embed():
    answer = make_response(render_template('embed.html'))
    answer.headers['Content-Security-Policy'] = 'frame-ancestors https://partner.example'  # expect: FL702
    return answer


@app.route('/chart')
def chart():
    answer = make_response(render_template('chart.html'))
    answer.headers['Content-Security-Policy'] = "script-src 'nonce-c2VjcmV0'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"  # expect: FL702
    return answer


@app.route('/map')
def show_map():
    answer = make_response(render_template('map.html'))
    answer.headers['Content-Security-Policy'] = "default-src *; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"  # expect: FL702
    return answer
