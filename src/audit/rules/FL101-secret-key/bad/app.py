from flask import Flask, session

app = Flask(__name__)
app.config['SECRET_KEY'] = 'a-very-secret-key'  # expect: FL101


@app.route('/')
def index():
    return {'visits': session.get('visits', 0)}
