from flask import Blueprint, render_template

pages = Blueprint('pages', __name__)


@pages.after_request
def count(response):
    response.headers['X-Served-By'] = 'pages'
    return response


@pages.route('/')
def index():
    return render_template('index.html')
