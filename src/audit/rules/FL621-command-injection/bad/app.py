import os
import subprocess
from subprocess import check_output

from flask import Flask, request

app = Flask(__name__)


@app.route('/a')
def ping():
    host = request.args['host']
    os.system('ping -c 1 ' + host)  # expect: FL621
    return 'done'


@app.route('/b')
def lookup():
    return check_output(f"nslookup {request.args['host']}", shell=True)  # expect: FL621


@app.route('/c/<name>')
def convert(name):
    command = 'convert {} out.png'.format(name)
    proc = subprocess.Popen(command, shell=True, stdout=subprocess.PIPE)  # expect: FL621
    return proc.communicate()[0]


@app.route('/d', methods=['POST'])
def listed():
    return os.popen('ls %s' % request.form['folder']).read()  # expect: FL621


@app.route('/e')
def program():
    return subprocess.check_output([request.args['tool'], '--version'])  # expect: FL621


@app.route('/f')
def by_hand():
    subprocess.run(['sh', '-c', 'echo ' + request.args['text']])  # expect: FL621
    return 'done'


def archive(folder):
    subprocess.call('tar czf out.tgz ' + folder, shell=True)  # expect: FL621


@app.route('/g', methods=['POST'])
def packed():
    archive(request.json['folder'])
    return 'done'
