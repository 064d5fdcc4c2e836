from flask import Blueprint, request

partners = Blueprint('partners', __name__)


@partners.after_request
def by_ending(response):
    origin = request.headers.get('Origin')
    if origin and origin.endswith('example.com'):
        response.headers.add('Access-Control-Allow-Origin', origin)  # expect: FL703
        response.headers.add('Access-Control-Allow-Credentials', 'true')
    return response


@partners.after_request
def by_word(response):
    origin = request.origin
    if origin is not None and 'partner.example' in origin:
        response.headers['Access-Control-Allow-Origin'] = origin  # expect: FL703
    return response


@partners.after_request
def for_frames(response):
    response.headers['Access-Control-Allow-Origin'] = 'null'  # expect: FL703
    return response
