from urllib.parse import quote, urlsplit

from flask import Flask, abort, redirect, request, session, url_for

from targets import is_own_path, own_path_of

app = Flask(__name__)
PAGES = {'help': 'https://help.example.com/', 'home': '/'}
PARTNERS = {'a.example', 'b.example'}


@app.route('/a')
def endpoint():
    return redirect(url_for('listed', next=request.args.get('next')))


@app.route('/b')
def listed():
    return redirect(PAGES.get(request.args.get('to'), '/'))


@app.route('/c')
def host_list():
    target = request.args['to']
    if urlsplit(target).netloc not in PARTNERS:
        abort(400)
    return redirect(target)


@app.route('/d')
def own_host():
    target = request.args.get('next', '/')
    if urlsplit(target).netloc != request.host:
        abort(400)
    return redirect(target)


@app.route('/e')
def all_three():
    target = request.args.get('next', '')
    if not target.startswith('/') or target.startswith('//') or '\\' in target:
        target = url_for('endpoint')
    return redirect(target)


@app.route('/f')
def second_character():
    target = request.args.get('next', '')
    if not target.startswith('/') or target[1:2] in ('/', '\\'):
        target = url_for('endpoint')
    return redirect(target)


@app.route('/g')
def own_function():
    target = request.args.get('next', '/')
    return redirect(target if is_own_path(target) else '/')


@app.route('/h')
def in_the_query():
    return redirect(url_for('endpoint') + '?q=' + quote(request.args['q']))


@app.route('/i')
def fixed_host():
    return redirect('https://wiki.example.com/page/' + request.args['page'])


@app.route('/j')
def same_page():
    return redirect(request.path)


@app.route('/k')
def back():
    return redirect(request.referrer or url_for('endpoint'))


@app.route('/l/<int:number>')
def numbered(number):
    return redirect(f'/items/{number}')


@app.route('/m')
def from_session():
    return redirect(session.pop('after_login', '/'))


@app.route('/n')
def cleaned():
    return redirect(own_path_of(request.args.get('next')))
