# Everybody may read what is the same for everybody, and no cookie goes along.
from flask import Blueprint

feeds = Blueprint('feeds', __name__)


@feeds.after_request
def everybody(response):
    response.headers['Access-Control-Allow-Origin'] = '*'
    return response
