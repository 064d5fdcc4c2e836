import os
import shlex
import subprocess

from flask import Flask, abort, request

app = Flask(__name__)
HOSTS = {'one': '192.0.2.1', 'two': '192.0.2.2'}


@app.route('/a')
def as_list():
    return subprocess.run(['ping', '-c', '1', '--', request.args['host']], capture_output=True).stdout


@app.route('/b')
def quoted():
    return subprocess.check_output('nslookup ' + shlex.quote(request.args['host']), shell=True)


@app.route('/c/<int:number>')
def numbered(number):
    os.system(f'renice -n {number} 4711')
    return 'done'


@app.route('/d')
def listed():
    os.system('ping -c 1 ' + HOSTS[request.args['host']])
    return 'done'


@app.route('/e')
def checked():
    tool = request.args['tool']
    if tool not in ('git', 'hg'):
        abort(400)
    return subprocess.check_output([tool, '--version'])


@app.route('/f')
def constant():
    return subprocess.check_output('uptime | cut -c1-10', shell=True)


@app.route('/g', methods=['POST'])
def built():
    command = ['convert', '-resize', '100x100']
    command.append('in/' + request.form['name'])
    return subprocess.run(command, capture_output=True).stdout


@app.route('/h', methods=['POST'])
def by_input():
    return subprocess.run(['wc', '-w'], input=request.data, capture_output=True).stdout
