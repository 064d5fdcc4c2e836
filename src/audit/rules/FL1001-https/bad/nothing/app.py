from flask import Flask, session

app = Flask(__name__)  # expect: FL1001


@app.route('/')
def index():
    return {'user': session.get('user_id')}
