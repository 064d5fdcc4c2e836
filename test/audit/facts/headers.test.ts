// Headers that every answer carries, and hooks.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { factsOf } from '../project-of.ts'

const APP = 'from flask import Flask, Blueprint, g, request\napp = Flask(__name__)\n'
const hook = (...lines: string[]) =>
  `${APP}@app.after_request\ndef harden(response):\n${lines.map((line) => `    ${line}\n`).join('')}    return response\n`

const headersOf = (source: string) =>
  Object.fromEntries([...factsOf(source).headers.set].map(([name, { value }]) => [name, value]))

describe('headers', () => {
  const ROWS: readonly (readonly [what: string, source: string, set: Record<string, string | undefined>])[] =
    [
      ['none', APP, {}],
      ['items', hook("response.headers['X-Frame-Options'] = 'DENY'"), { 'x-frame-options': 'DENY' }],
      [
        'set, add, setdefault',
        hook(
          "response.headers.set('A', '1')",
          "response.headers.add('B', '2')",
          "response.headers.setdefault('A', '3')",
        ),
        { a: '1', b: '2' },
      ],
      ['update', hook("response.headers.update({'A': '1', 'B': '2'})"), { a: '1', b: '2' }],
      ['extend', hook("response.headers.extend([('A', '1')])"), { a: '1' }],
      [
        'a constant dictionary',
        `HEADERS = {'A': '1'}\n${hook('response.headers.update(HEADERS)')}`,
        { a: '1' },
      ],
      [
        'a loop',
        `HEADERS = {'A': '1', 'B': '2'}\n${hook('for name, value in HEADERS.items():', '    response.headers[name] = value')}`,
        { a: '1', b: '2' },
      ],
      ['a helper', `def put(r):\n    r.headers['A'] = '1'\n${hook('put(response)')}`, { a: '1' }],
      [
        'a policy in pieces',
        hook(
          "response.headers['Content-Security-Policy'] = (\"default-src 'self'; \" + \"object-src 'none'\")",
        ),
        { 'content-security-policy': "default-src 'self'; object-src 'none'" },
      ],
      [
        'a policy with a nonce',
        hook("response.headers['Content-Security-Policy'] = f\"script-src 'nonce-{g.nonce}'\""),
        { 'content-security-policy': "script-src 'nonce-\0'" },
      ],
      [
        'a policy joined',
        hook(
          "response.headers['Content-Security-Policy'] = '; '.join([\"default-src 'self'\", \"base-uri 'none'\"])",
        ),
        { 'content-security-policy': "default-src 'self'; base-uri 'none'" },
      ],
      ['a value that is not told', hook("response.headers['A'] = compute()"), { a: undefined }],
      [
        'registered by call',
        `${APP}def harden(response):\n    response.headers['A'] = '1'\n    return response\napp.after_request(harden)\n`,
        { a: '1' },
      ],
      [
        'after_app_request of a blueprint',
        `${APP}bp = Blueprint('b', __name__)\n@bp.after_app_request\ndef harden(response):\n    response.headers['A'] = '1'\n    return response\n`,
        { a: '1' },
      ],
      [
        'after_request of a blueprint is not for the whole app',
        `${APP}bp = Blueprint('b', __name__)\n@bp.after_request\ndef harden(response):\n    response.headers['A'] = '1'\n    return response\n`,
        {},
      ],
    ]
  for (const [what, source, set] of ROWS) test(what, () => assert.deepEqual(headersOf(source), set))

  test("Talisman's own, and its options", () => {
    const plain = headersOf(`${APP}from flask_talisman import Talisman\nTalisman(app)\n`)
    assert.deepEqual(Object.keys(plain).sort(), [
      'content-security-policy',
      'permissions-policy',
      'referrer-policy',
      'strict-transport-security',
      'x-content-type-options',
      'x-frame-options',
    ])
    assert.equal(plain['content-security-policy'], "default-src 'self'; object-src 'none'")
    const other = headersOf(`${APP}from flask_talisman import Talisman
csp = {'default-src': "'self'", 'script-src': ["'self'", 'cdn.example'], 'img-src': '*'}
Talisman(app, content_security_policy=csp, content_security_policy_nonce_in=['script-src'], strict_transport_security=False, frame_options='DENY')
`)
    assert.equal(
      other['content-security-policy'],
      "default-src 'self'; script-src 'self' cdn.example 'nonce-\0'; img-src *",
    )
    assert.equal('strict-transport-security' in other, false)
    assert.equal(other['x-frame-options'], 'DENY')
    const off = headersOf(
      `${APP}from flask_talisman import Talisman\nTalisman(app, content_security_policy=None)\n`,
    )
    assert.equal('content-security-policy' in off, false)
  })

  test('the server in front', () => {
    const at = { file: 'nginx.conf', start: 1, end: 2 }
    const { headers } = factsOf(APP, { deployment: { proxyHeaders: new Map([['X-A', { value: '1', at }]]) } })
    assert.deepEqual(headers.set.get('x-a'), { value: '1', at, by: 'the server in front' })
  })
})

describe('hooks and apps', () => {
  test('events, whose they are, and their argument', () => {
    const { hooks } = factsOf(`${APP}from flask_login import LoginManager
login = LoginManager(app)
bp = Blueprint('b', __name__)
@app.before_request
def a(): pass
@bp.before_request
def b(): pass
@bp.before_app_request
def c(): pass
@app.errorhandler(404)
def d(e): pass
@login.user_loader
def e(id): pass
app.register_error_handler(500, d)
app.before_request_funcs.setdefault(None, []).append(a)
@app.context_processor
def f(): return {}
`)
    assert.deepEqual(
      hooks
        .map(({ event, fn, blueprint, argument }) => [event, fn.def.name, blueprint, argument?.kind ?? null])
        .sort(),
      [
        ['before_request', 'a', null, null],
        ['before_request', 'a', null, null],
        ['before_request', 'b', 'app.bp', null],
        ['before_request', 'c', null, null],
        ['context_processor', 'f', null, null],
        ['errorhandler', 'd', null, 'Num'],
        ['errorhandler', 'd', null, 'Num'],
        ['user_loader', 'e', null, null],
      ],
    )
  })

  test('apps: whether they have a session by cookie, and whether they only answer programs', () => {
    const signs = (source: string) =>
      factsOf(source).apps.map(({ cookieSession, apiOnly }) => [cookieSession, apiOnly])
    assert.deepEqual(signs(APP), [[false, true]])
    assert.deepEqual(
      signs(`${APP}from flask import session\n@app.route('/')\ndef x(): return session['a']\n`),
      [[true, false]],
    )
    assert.deepEqual(signs(`${APP}from flask_login import login_user\nlogin_user(1)\n`), [[true, false]])
    assert.deepEqual(
      signs(
        `${APP}from flask import render_template\n@app.route('/')\ndef x(): return render_template('a.html')\n`,
      ),
      [[false, false]],
    )
    const [app] = factsOf('from flask import Flask\ndef create_app():\n    return Flask(__name__)\n').apps
    assert.equal(app?.inside?.def.name, 'create_app')
  })
})
