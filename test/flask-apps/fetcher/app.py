import os
from urllib.parse import quote, urlsplit

import requests
from defusedxml import ElementTree
from flask import Flask, abort, jsonify, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer
from lxml import etree
from werkzeug.middleware.proxy_fix import ProxyFix

from mailing import send_mail
from subscribers import changes_of, known, set_password

FEEDS = {'news': 'https://feeds.example.com/news.xml', 'jobs': 'https://feeds.example.com/jobs.xml'}
LINK_SECONDS = 30 * 60

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=1800,
    MAX_CONTENT_LENGTH=256 * 1024,
)
CSRFProtect(app)
Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
limiter = Limiter(get_remote_address, app=app, default_limits=['30 per minute'], storage_uri=os.environ['REDIS_URL'])
links = URLSafeTimedSerializer(os.environ['LINK_KEY'], salt='new-password')


# What we fetch for others

@app.route('/preview')
def preview():
    url = request.args['url']
    page = requests.get(url, timeout=5)  # expect: FL627
    return jsonify(length=len(page.content))


@app.route('/probe')
def probe():
    host = request.args['host']
    answer = requests.head(f'http://{host}:8080/health', timeout=2)  # expect: FL627
    return jsonify(up=answer.ok)


@app.route('/feeds/<name>')
def feed(name):
    if name not in FEEDS:
        abort(404)
    answer = requests.get(FEEDS[name], timeout=5)
    titles = [title.text for title in ElementTree.fromstring(answer.content).iter('title')]
    return jsonify(titles=titles)


@app.route('/weather/<city>')
def weather(city):
    answer = requests.get('https://weather.example.com/v1/' + quote(city, safe=''), timeout=5)
    return jsonify(answer.json())


@app.route('/rates')
def rates():
    answer = requests.get('https://rates.example.com/today', timeout=5, verify=False)  # expect: FL1002
    return jsonify(answer.json())


@app.route('/stock')
def stock():
    login = ('importer', os.environ['STOCK_PASSWORD'])
    answer = requests.get('http://stock.example.com/levels', auth=login, timeout=5)  # expect: FL1003
    return jsonify(answer.json())


@app.route('/opml', methods=['POST'])
def opml():
    tree = etree.fromstring(request.get_data(), etree.XMLParser(resolve_entities=True, no_network=False))  # expect: FL630
    return jsonify(outlines=len(tree.findall('.//outline')))


# Where we send them on to

@app.route('/out')
def out():
    return redirect(request.args.get('to', '/'))  # expect: FL628


@app.route('/after')
def after():
    target = request.args.get('next', '/')
    if urlsplit(target).netloc != '':
        abort(400)
    return redirect(target)  # expect: FL628


@app.route('/continue')
def go_on():
    target = request.args.get('next')
    if target and target.startswith('/'):
        return redirect(target)  # expect: FL628
    return redirect(url_for('forgot'))


@app.route('/partner')
def partner():
    target = request.args.get('to', '')
    if 'example.com' in target:
        return redirect(target)  # expect: FL628
    abort(400)


@app.route('/back')
def back():
    target = request.args.get('next', '')
    if not target.startswith('/') or target[1:2] in ('/', '\\'):
        target = url_for('forgot')
    return redirect(target)


@app.route('/go/<page>')
def go(page):
    pages = {'feeds': '/feeds/news', 'help': 'https://help.example.com/'}
    return redirect(pages.get(page, '/'))


# A new password by mail

@app.route('/forgot', methods=['GET', 'POST'])
def forgot():
    if request.method == 'POST':
        address = request.form['address']
        if known(address):
            token = links.dumps([address, changes_of(address)])
            link = request.host_url + 'reset/' + token  # expect: FL629
            send_mail(address, 'Your new password', f'Choose a new one within 30 minutes: {link}')
        return render_template('sent.html')
    return render_template('forgot.html')


@app.route('/reset/<token>', methods=['GET', 'POST'])
def reset(token):
    try:
        address, changes = links.loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        abort(404)
    # How often the password was changed: a link that was used once is of no more use.
    if changes != changes_of(address):
        abort(404)
    if request.method == 'POST':
        set_password(address, request.form['password'])
        return redirect(url_for('forgot'))
    return render_template('reset.html')
