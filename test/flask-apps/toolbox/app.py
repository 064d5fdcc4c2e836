import ast
import csv
import io
import json
import logging
import os
import pickle
import re
import shlex
import subprocess
import traceback

import yaml
from flask import Flask, Response, jsonify, make_response, render_template, render_template_string, request
from flask_cors import CORS
from flask_talisman import Talisman
from markupsafe import escape

log = logging.getLogger(__name__)

CHECKS = {'disk': ['df', '-h'], 'memory': ['free', '-m']}

app = Flask(__name__)
app.config['MAX_CONTENT_LENGTH'] = 1024 * 1024
Talisman(app, content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
CORS(app, origins='*', supports_credentials=True)  # expect: FL703


# Commands

@app.get('/ping')
def ping():
    host = request.args.get('host', '')
    output = subprocess.check_output('ping -c 1 ' + host, shell=True)  # expect: FL621
    return Response(output, mimetype='text/plain')


@app.get('/lookup')
def lookup():
    name = request.args['name']
    os.system(f'nslookup {name} >> /var/log/lookups')  # expect: FL621
    return jsonify(done=True)


@app.get('/lookup/quoted')
def lookup_quoted():
    name = shlex.quote(request.args['name'])
    os.system(f'nslookup -- {name} >> /var/log/lookups')
    return jsonify(done=True)


@app.get('/check/<what>')
def check(what):
    if what not in CHECKS:
        return jsonify(error='no such check'), 404
    done = subprocess.run(CHECKS[what], capture_output=True, text=True, timeout=10)
    return Response(done.stdout, mimetype='text/plain')


@app.get('/traceroute/<int:number>')
def route_to(number):
    done = subprocess.run(f'traceroute host-{number}.example.com', shell=True, capture_output=True, text=True)
    return Response(done.stdout, mimetype='text/plain')


# Code and data

@app.get('/calc')
def calc():
    return jsonify(result=eval(request.args['formula']))  # expect: FL622


@app.get('/literal')
def literal():
    return jsonify(result=ast.literal_eval(request.args['value']))


@app.post('/settings')
def settings():
    loaded = yaml.load(request.get_data(), Loader=yaml.Loader)  # expect: FL623
    return jsonify(keys=sorted(loaded))


@app.post('/settings/safe')
def settings_safe():
    return jsonify(keys=sorted(yaml.safe_load(request.get_data())))


@app.post('/restore')
def restore():
    state = pickle.loads(request.files['state'].read())  # expect: FL623
    return jsonify(items=len(state))


@app.post('/restore/json')
def restore_json():
    return jsonify(items=len(json.loads(request.files['state'].read())))


@app.get('/grep')
def grep():
    pattern = request.args['pattern']
    with open('/var/log/lookups', encoding='utf-8') as lines:
        found = [line for line in lines if re.search(pattern, line)]  # expect: FL604
    return jsonify(found=found)


@app.get('/grep/plain')
def grep_plain():
    pattern = re.escape(request.args['word'])
    with open('/var/log/lookups', encoding='utf-8') as lines:
        found = [line for line in lines if re.search(pattern, line)]
    return jsonify(found=found)


# Pages

@app.get('/hello')
def hello():
    name = request.args.get('name', 'you')
    return render_template_string(f'<h1>Hello {name}</h1>')  # expect: FL620


@app.get('/hello/safe')
def hello_safe():
    return render_template_string('<h1>Hello {{ name }}</h1>', name=request.args.get('name', 'you'))


@app.get('/greet/<name>')
def greet(name):
    return '<h1>Hello ' + name + '</h1>'  # expect: FL610


@app.get('/greet/<name>/made')
def greet_made(name):
    return make_response(f'<p>{name}</p>', 200)  # expect: FL610


@app.get('/greet/<name>/escaped')
def greet_escaped(name):
    return f'<h1>Hello {escape(name)}</h1>'


@app.get('/greet/<name>/plain')
def greet_plain(name):
    return Response(f'Hello {name}', mimetype='text/plain')


@app.get('/note')
def note():
    return render_template('note.html', text=request.args.get('text', ''))


# What gets out

@app.errorhandler(Exception)
def broken(_error):
    return jsonify(error=traceback.format_exc()), 500  # expect: FL633


@app.post('/refresh-cache')
def refresh_cache():
    api_key = request.headers.get('X-Api-Key', '')
    log.info('cache refreshed, api key %s', api_key)  # expect: FL632
    return jsonify(refreshed=True)


@app.post('/export')
def export():
    out = io.StringIO()
    csv.writer(out).writerow(['number', 'state'])
    csv.writer(out).writerow([int(request.form['number']), 'open'])
    return Response(out.getvalue(), mimetype='text/csv')
