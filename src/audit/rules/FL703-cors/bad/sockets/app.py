from flask import Flask, session
from flask_socketio import SocketIO, emit

app = Flask(__name__)
socketio = SocketIO(app, cors_allowed_origins='*')  # expect: FL703


@socketio.on('history')
def history():
    emit('history', session['messages'])
