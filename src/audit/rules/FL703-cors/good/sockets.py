from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
near = SocketIO(app)
listed = SocketIO(app, cors_allowed_origins=['https://app.example.com'])
