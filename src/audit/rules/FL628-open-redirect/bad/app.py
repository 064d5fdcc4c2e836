from urllib.parse import urlparse, urlsplit

from flask import Flask, abort, make_response, redirect, request, url_for

from targets import has_no_host, is_same_host, path_of

app = Flask(__name__)


@app.route('/a')
def plain():
    return redirect(request.args.get('next') or url_for('plain'))  # expect: FL628


@app.route('/b')
def no_netloc():
    target = request.args.get('next', '/')
    if urlsplit(target).netloc == '':
        return redirect(target)  # expect: FL628
    abort(400)


@app.route('/c')
def by_truth():
    target = request.args.get('next')
    if not target or urlparse(target).netloc:
        target = url_for('plain')
    return redirect(target)  # expect: FL628


@app.route('/d')
def one_slash():
    target = request.args.get('next', '/')
    if not target.startswith('/'):
        abort(400)
    return redirect(target)  # expect: FL628


@app.route('/e')
def no_backslash():
    target = request.args.get('next', '/')
    if target.startswith('/') and not target.startswith('//'):
        return redirect(target)  # expect: FL628
    abort(400)


@app.route('/f')
def contained():
    target = request.args['to']
    if 'example.com' in target:
        return redirect(target)  # expect: FL628
    abort(400)


@app.route('/g')
def ending():
    target = request.args['to']
    if urlparse(target).netloc.endswith('example.com'):
        return redirect(target)  # expect: FL628
    abort(400)


@app.route('/h')
def beginning():
    target = request.args['to']
    if not target.startswith('https://example.com'):
        abort(400)
    return redirect(target)  # expect: FL628


@app.route('/i')
def own_function():
    target = request.args.get('next')
    if has_no_host(target):
        return redirect(target)  # expect: FL628
    return redirect('/')


@app.route('/j', methods=['POST'])
def by_header():
    response = make_response('', 302)
    response.headers['Location'] = request.form['back']  # expect: FL628
    return response


@app.route('/k/<path:url>')
def by_path(url):
    return redirect(url, code=301)  # expect: FL628


@app.route('/l')
def half_a_path():
    return redirect('/' + request.args['page'])  # expect: FL628


@app.route('/m')
def half_a_host():
    return redirect(f"https://{request.args['shop']}.example.com/")  # expect: FL628


@app.route('/n')
def by_join():
    target = request.args.get('next')
    if not is_same_host(target):
        abort(400)
    return redirect(target)  # expect: FL628


@app.route('/o')
def cleaned():
    return redirect(path_of(request.args.get('next')))  # expect: FL628
