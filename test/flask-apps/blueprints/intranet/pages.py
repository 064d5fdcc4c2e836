from flask import Blueprint, render_template

pages = Blueprint('pages', __name__)


@pages.route('/')
def home():
    return render_template('home.html')


@pages.route('/imprint')
def imprint():
    return render_template('imprint.html')
