import os

from flask import Flask
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    WTF_CSRF_CHECK_DEFAULT=False,  # expect: FL203
)
CSRFProtect(app)
