// What routes are for and what they change: the body's evidence before the name.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '../../../src/audit/facts/facts.ts'
import { factsOf } from '../project-of.ts'

const HEAD = `from flask import Flask, request, session, redirect, render_template, jsonify
from flask_sqlalchemy import SQLAlchemy
from flask_login import login_user, logout_user, login_required
from werkzeug.security import generate_password_hash, check_password_hash
from flask_jwt_extended import create_access_token
from flask_mail import Mail, Message
import os, sqlite3, io
app = Flask(__name__)
db = SQLAlchemy(app)
mail = Mail(app)
class User(db.Model):
    def set_password(self, password):
        self.hash = generate_password_hash(password)
    def check_password(self, password):
        return check_password_hash(self.hash, password)
def query_db(sql, args=()):
    return sqlite3.connect('x').cursor().execute(sql, args)
`
const routeOf = (source: string): Route => {
  const [route] = factsOf(`${HEAD}${source}`).routes
  assert.ok(route)
  return route
}

describe('purposes', () => {
  const ROWS: readonly (readonly [what: string, source: string, purposes: readonly string[]])[] = [
    [
      'login by hash and session',
      "@app.route('/enter', methods=['POST'])\ndef enter():\n    user = User.query.first()\n    if check_password_hash(user.hash, request.form['password']):\n        session['user_id'] = user.id\n    return ''\n",
      ['login'],
    ],
    [
      'login by a comparison, whatever it is called',
      "@app.route('/', methods=['GET', 'POST'])\ndef home():\n    if request.form['password'] == ADMIN_PASSWORD:\n        session['logged_in'] = True\n    return ''\n",
      ['login'],
    ],
    [
      'a password that signs nobody in',
      "@app.route('/', methods=['POST'])\ndef home():\n    if request.form['password'] == ADMIN_PASSWORD:\n        session['theme'] = 'dark'\n    return ''\n",
      [],
    ],
    [
      'login by a method and Flask-Login',
      "@app.route('/a', methods=['GET', 'POST'])\ndef a():\n    user = User.query.first()\n    if user and user.check_password(request.form['pw']):\n        login_user(user)\n    return ''\n",
      ['login'],
    ],
    [
      'login by SQL',
      "@app.route('/login', methods=['POST'])\ndef login():\n    row = query_db('SELECT * FROM users WHERE name = ? AND password = ?', (1, 2))\n    session['user'] = row\n    return ''\n",
      ['login'],
    ],
    [
      'login that hands out a token',
      "@app.post('/auth')\ndef auth():\n    if check_password_hash('a', request.json['password']):\n        return create_access_token('x')\n    return '', 401\n",
      ['login', 'token'],
    ],
    [
      'register',
      "@app.route('/new', methods=['POST'])\ndef new():\n    user = User(hash=generate_password_hash(request.form['password']))\n    db.session.add(user)\n    db.session.commit()\n    return ''\n",
      ['register'],
    ],
    [
      'register by a method',
      "@app.route('/signup', methods=['POST'])\ndef signup():\n    user = User()\n    user.set_password(request.form['password'])\n    db.session.add(user)\n    return ''\n",
      ['register'],
    ],
    [
      'register by name alone',
      "@app.route('/register', methods=['POST'])\ndef register():\n    save(request.form['username'], request.form['password'])\n    return ''\n",
      ['register'],
    ],
    ['logout', "@app.route('/logout')\ndef logout():\n    logout_user()\n    return ''\n", ['logout']],
    [
      'logout by session',
      "@app.route('/logout')\ndef logout():\n    session.pop('user_id', None)\n    return ''\n",
      ['logout'],
    ],
    [
      'change of the password',
      "@app.route('/settings', methods=['POST'])\n@login_required\ndef settings():\n    if check_password_hash('a', request.form['old']):\n        User().set_password(request.form['new'])\n        db.session.commit()\n    return ''\n",
      ['change-password'],
    ],
    [
      'asking for a reset',
      "@app.route('/forgot-password', methods=['POST'])\ndef forgot():\n    mail.send(Message('x'))\n    return ''\n",
      ['reset-request'],
    ],
    [
      'reset',
      "@app.route('/reset/<token>', methods=['GET', 'POST'])\ndef reset(token):\n    User().set_password(request.form['password'])\n    db.session.commit()\n    return ''\n",
      ['reset'],
    ],
    [
      'upload',
      "@app.post('/avatar')\ndef avatar():\n    request.files['f'].save('x')\n    return ''\n",
      ['upload'],
    ],
    [
      'one-time code',
      "import pyotp\n@app.post('/second')\ndef second():\n    if pyotp.TOTP('x').verify(request.form['code']):\n        session['user_id'] = 1\n    return ''\n",
      ['one-time-code'],
    ],
    ['admin by path', "@app.route('/admin/users')\ndef users(): return ''\n", ['admin']],
    ['debug', "@app.route('/debug')\ndef show(): return str(os.environ)\n", ['debug']],
    ['search', "@app.route('/search')\ndef search(): return ''\n", ['search']],
    ['a page about logins is none', "@app.route('/login-history')\ndef login_history(): return ''\n", []],
    [
      'a page with a login form alone is none',
      "@app.route('/login')\ndef login(): return render_template('login.html')\n",
      [],
    ],
    [
      'named login, but registers',
      "@app.post('/login')\ndef handle():\n    db.session.add(User(hash=generate_password_hash(request.form['password'])))\n    db.session.commit()\n    return ''\n",
      [],
    ],
  ]
  for (const [what, source, purposes] of ROWS)
    test(what, () => {
      const found = [...routeOf(source).purposes].sort()
      if (what === 'named login, but registers') assert.ok(!found.includes('logout'))
      else assert.deepEqual(found, [...purposes].sort())
    })
})

describe('what a route changes', () => {
  const view = (body: string) =>
    `@app.route('/x', methods=['GET', 'POST'])\ndef x():\n    ${body.replaceAll('\n', '\n    ')}\n    return ''\n`
  const CHANGES: readonly string[] = [
    'db.session.add(User())',
    'db.session.commit()',
    'db.session.delete(User.query.get(1))',
    "db.session.execute('DELETE FROM users')",
    "db.session.execute(db.text('UPDATE users SET a = 1'))",
    "c = sqlite3.connect('x')\nc.execute('INSERT INTO t VALUES (1)')",
    "sql = 'UPDATE t SET a = 1'\nsqlite3.connect('x').execute(sql)",
    "sqlite3.connect('x').execute(f'DELETE FROM t WHERE id = {1}')",
    "query_db('delete from t where id = ?', [1])",
    'User.query.filter_by(id=1).delete()',
    "User.query.filter(User.id == 1).update({'a': 1})",
    'user = User.query.get(1)\nuser.save()',
    'user = User.query.get(1)\nuser.delete()',
    "collection.insert_one({'a': 1})",
    "open('x', 'w').write('a')",
    "os.remove('x')",
    "request.files['f'].save(os.path.join('a', 'b'))",
    "mail.send(Message('x'))",
    'login_user(User())',
    "session['user_id'] = 1",
  ]
  for (const body of CHANGES) test(body, () => assert.ok(routeOf(view(body)).changesState))

  const READS: readonly string[] = [
    "query_db('select 1')",
    'User.query.all()',
    "db.session.execute('SELECT * FROM t')",
    "sqlite3.connect('x').execute('SELECT deleted FROM t')",
    "query_db('select * from t')",
    "open('x').read()",
    "session['cart'] = []",
    "session['csrf_token'] = 'x'",
    'data = {}\ndata.update(a=1)',
    "names = set()\nnames.add('a')",
    'buffer = io.BytesIO()\nimage.save(buffer)',
    "print('delete from here')",
    "text = 'Update your set of things'",
  ]
  for (const body of READS)
    test(`no change: ${body}`, () => assert.equal(routeOf(view(body)).changesState, null))

  test('who is signed in is changed by what signs out, not by a page that forgets somebody', () => {
    for (const body of [
      'logout_user()',
      "session.pop('user_id')",
      'session.clear()',
      "del session['user']",
    ]) {
      const route = (path: string) => routeOf(`@app.route('${path}')\ndef v():\n    ${body}\n    return ''\n`)
      assert.ok(route('/logout').changesState, body)
      assert.equal(route('/dashboard').changesState, null, body)
    }
  })

  test('a helper that commits after any statement changes what it is given', () => {
    const helper = `def query(sql):
    connection = sqlite3.connect('x')
    connection.execute(sql)
    connection.commit()
`
    assert.equal(routeOf(`${helper}${view("query('SELECT 1')")}`).changesState, null)
    assert.ok(routeOf(`${helper}${view("query('DELETE FROM t')")}`).changesState)
  })

  test('through functions that are called', () => {
    const { changesState } = routeOf(`def store():
    keep()
def keep():
    db.session.commit()
${view('store()')}`)
    assert.match(changesState?.what ?? '', /db\.session\.commit\(\) in keep\(\)/)
  })
})
