// What findings about tokens, sessions and guards say beside their place: how sure they are, and what belongs to them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audited } from './fixed.ts'

const LOGIN = `from flask import Flask, request, session
from flask_login import login_user
from store import find
app = Flask(__name__)
@app.route('/login', methods=['POST'])
def login():
    user = find(request.form['name'])
    if user and user.check_password(request.form['password']):
        SIGN_IN
    return ''
`

test('FL1301 is surer where the session lies on the server, and less sure where an extension signs in', async (t) => {
  const sure = async (signIn: string, extra = '') => {
    const source = `${LOGIN.replace('SIGN_IN', signIn)}${extra}`
    const { findings } = await audited(t, 'FL1301', { 'app.py': source })
    return findings.map(({ confidence }) => confidence)
  }
  const server = 'from flask_session import Session\nSession(app)\n'
  assert.deepEqual(await sure("session['user_id'] = user.id"), ['medium'])
  assert.deepEqual(await sure("session['user_id'] = user.id", server), ['high'])
  assert.deepEqual(await sure('login_user(user)'), ['low'])
  assert.deepEqual(await sure('login_user(user)', server), ['medium'])
})

test('FL1201 shows the way from the request to where the token is read', async (t) => {
  const { findings } = await audited(t, 'FL1201', {
    'app.py': `import jwt
from flask import Flask, request
app = Flask(__name__)
def read(token):
    return jwt.decode(token, options={'verify_signature': False})
@app.get('/')
def index():
    return read(request.headers['X-Token'])
`,
  })
  assert.deepEqual(
    findings.map(({ confidence }) => confidence),
    ['high'],
  )
  assert.equal(findings[0]?.path[0]?.what, "request.headers['X-Token']")
  assert.equal(findings[0]?.path.at(-1)?.what, 'read here')
})

test('FL1202 knows which PyJWT takes tokens by any algorithm', async (t) => {
  const app = 'import jwt\ndef read(token, key):\n    return jwt.decode(token, key)\n'
  const sure = async (pin: string) =>
    (await audited(t, 'FL1202', { 'app.py': app, 'requirements.txt': pin })).findings[0]?.confidence
  assert.equal(await sure('PyJWT==1.7.1\n'), 'high')
  assert.equal(await sure('PyJWT\n'), 'medium')
  assert.equal(await sure('PyJWT==2.8.0\n'), 'low')
})

test('FL802 names the command that starts several workers, and FL801 an nginx that limits', async (t) => {
  const app = `from flask import Flask, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from store import find
app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app)
@app.route('/login', methods=['POST'])
def login():
    user = find(request.form['name'])
    if user and user.check_password(request.form['password']):
        session['user_id'] = user.id
    return ''
`
  const { findings } = await audited(t, 'FL802', { 'app.py': app, Procfile: 'web: gunicorn -w 4 app:app\n' })
  assert.deepEqual(
    findings.map(({ confidence, related }) => [confidence, related[0]?.at.file]),
    [['high', 'Procfile']],
  )
  const nginx = 'server {\n    limit_req zone=login;\n    location / { proxy_pass http://app; }\n}\n'
  const limited = await audited(t, 'FL801', { 'app.py': app, 'nginx.conf': nginx })
  assert.deepEqual(
    limited.findings.map(({ confidence }) => confidence),
    ['low'],
  )
})

test('FL203 is less sure of a view that takes JSON alone, which no form of another site can send', async (t) => {
  const sure = async (read: string) => {
    const source = `from flask import Flask, request, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
app = Flask(__name__)
db = SQLAlchemy(app)
csrf = CSRFProtect(app)
@app.post('/name')
@csrf.exempt
def name():
    find(session['user_id']).name = ${read}
    db.session.commit()
    return ''
`
    const { findings } = await audited(t, 'FL203', { 'app.py': source })
    return findings.map(({ confidence }) => confidence)
  }
  assert.deepEqual(await sure("request.form['name']"), ['high'])
  assert.deepEqual(await sure("request.get_json(force=True)['name']"), ['high'])
  assert.deepEqual(await sure("request.get_json()['name']"), ['low'])
  assert.deepEqual(await sure("request.json['name']"), ['low'])
})

test('FL801 takes a sign-in at `/` for the application’s own', async (t) => {
  const { findings } = await audited(t, 'FL801', {
    'app.py': LOGIN.replace("'/login'", "'/'").replace('SIGN_IN', "session['user_id'] = user.id"),
  })
  assert.deepEqual(
    findings.map(({ confidence }) => confidence),
    ['medium'],
  )
})
