// Extensions: made here, bound there, their options joined; and what guards against CSRF.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Files, factsOf, lineOf } from '../project-of.ts'

const APP = 'from flask import Flask, request, session, abort\napp = Flask(__name__)\n'

describe('extensions', () => {
  /** The last line that is told is where the extension is bound. */
  const BOUND: readonly (readonly [what: string, name: string, source: string | Files, at: string | null])[] =
    [
      [
        'constructor',
        'flask_wtf.csrf.CSRFProtect',
        `${APP}from flask_wtf import CSRFProtect\nCSRFProtect(app)\n`,
        'app.py:4',
      ],
      [
        'old name',
        'flask_wtf.csrf.CSRFProtect',
        `${APP}from flask_wtf.csrf import CsrfProtect\nCsrfProtect(app)\n`,
        'app.py:4',
      ],
      [
        'keyword',
        'flask_limiter.Limiter',
        `${APP}from flask_limiter import Limiter\nLimiter(key, app=app)\n`,
        'app.py:4',
      ],
      [
        'init_app',
        'flask_talisman.Talisman',
        `${APP}from flask_talisman import Talisman\nt = Talisman()\nt.init_app(app)\n`,
        'app.py:5',
      ],
      [
        'chained',
        'flask_wtf.csrf.CSRFProtect',
        `${APP}from flask_wtf import CSRFProtect\nCSRFProtect().init_app(app)\n`,
        'app.py:4',
      ],
      [
        'never bound',
        'flask_wtf.csrf.CSRFProtect',
        `${APP}from flask_wtf import CSRFProtect\ncsrf = CSRFProtect()\n`,
        null,
      ],
      [
        'in another file',
        'flask_login.LoginManager',
        {
          'shop/__init__.py': `from flask import Flask
from .extensions import login
def create_app():
    app = Flask(__name__)
    login.init_app(app)
    return app
`,
          'shop/extensions.py': 'from flask_login import LoginManager\nlogin = LoginManager()\n',
        },
        'shop/__init__.py:5',
      ],
      [
        'in a function that gets the app',
        'flask_seasurf.SeaSurf',
        {
          'ext.py':
            'from flask_seasurf import SeaSurf\ncsrf = SeaSurf()\ndef init(app):\n    csrf.init_app(app)\n',
        },
        'ext.py:4',
      ],
      [
        'by a loop',
        'flask_wtf.csrf.CSRFProtect',
        `${APP}from flask_wtf import CSRFProtect
from flask_login import LoginManager
csrf = CSRFProtect()
login = LoginManager()
def setup(app):
    for extension in (login, csrf):
        extension.init_app(app)
`,
        'app.py:9',
      ],
      [
        'ProxyFix',
        'werkzeug.middleware.proxy_fix.ProxyFix',
        `${APP}from werkzeug.middleware.proxy_fix import ProxyFix\napp.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)\n`,
        'app.py:4',
      ],
      [
        'what a factory made',
        'flask_talisman.Talisman',
        `from flask import Flask
from flask_talisman import Talisman
def create_app():
    app = Flask(__name__)
    return app
application = create_app()
Talisman(application)
`,
        'app.py:7',
      ],
    ]
  for (const [what, name, source, at] of BOUND)
    test(`bound: ${what}`, () => {
      const facts = factsOf(source)
      const [extension] = facts.extensions.all(name)
      assert.ok(extension, 'found at all')
      assert.equal(extension.bound && lineOf(facts, extension.bound.at), at)
      assert.equal(facts.extensions.bound(name) === undefined, at === null)
    })

  test('options of constructor and init_app are joined, dictionaries spread', () => {
    const facts = factsOf(`${APP}from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix
OPTIONS = {'force_https': False}
talisman = Talisman(session_cookie_secure=False)
talisman.init_app(app, frame_options='DENY', **OPTIONS)
app.wsgi_app = ProxyFix(app.wsgi_app, 1, 2)
`)
    const talisman = facts.extensions.bound('flask_talisman.Talisman')
    assert.deepEqual([...(talisman?.options.keys() ?? [])].sort(), [
      'app',
      'force_https',
      'frame_options',
      'session_cookie_secure',
    ])
    const proxy = facts.extensions.bound('werkzeug.middleware.proxy_fix.ProxyFix')
    assert.deepEqual([...(proxy?.options.keys() ?? [])], ['app', 'x_for', 'x_proto'])
  })
})

describe('what guards against CSRF', () => {
  const LAYERS: readonly (readonly [what: string, source: string, by: string | undefined])[] = [
    ['none', APP, undefined],
    ['Flask-WTF', `${APP}from flask_wtf.csrf import CSRFProtect\ncsrf = CSRFProtect(app)\n`, 'flask-wtf'],
    [
      'Flask-WTF that is bound to nothing',
      `${APP}from flask_wtf.csrf import CSRFProtect\ncsrf = CSRFProtect()\n`,
      undefined,
    ],
    ['SeaSurf', `${APP}from flask_seasurf import SeaSurf\nSeaSurf(app)\n`, 'seasurf'],
    [
      'an own hook that compares a token',
      `${APP}@app.before_request
def protect():
    if request.method == 'POST':
        token = session.pop('_csrf_token', None)
        if not token or token != request.form.get('_csrf_token'):
            abort(403)
`,
      'own',
    ],
    [
      'an own hook, through a helper, header and hmac',
      `${APP}import hmac
def valid():
    sent = request.headers.get('X-CSRF-Token') or request.form.get('csrf_token', '')
    return hmac.compare_digest(session.get('csrf_token', ''), sent)
def protect():
    if request.method not in ('GET', 'HEAD') and not valid():
        return 'bad token', 400
app.before_request(protect)
`,
      'own',
    ],
    [
      'an own hook that looks at the origin',
      `${APP}@app.before_request
def protect():
    if request.method != 'GET' and request.headers.get('Sec-Fetch-Site') not in ('same-origin', None):
        abort(403)
`,
      'own',
    ],
    [
      'a hook that only makes a token',
      `${APP}@app.before_request
def token():
    if 'csrf_token' not in session:
        session['csrf_token'] = make()
`,
      undefined,
    ],
    [
      'a hook that compares and lets everybody through',
      `${APP}@app.before_request
def watch():
    if session.get('csrf_token') != request.form.get('csrf_token'):
        print('strange')
`,
      undefined,
    ],
    ['SameSite=Strict', `${APP}app.config['SESSION_COOKIE_SAMESITE'] = 'Strict'\n`, 'samesite-strict'],
    ['SameSite=Lax is none', `${APP}app.config['SESSION_COOKIE_SAMESITE'] = 'Lax'\n`, undefined],
  ]
  for (const [what, source, by] of LAYERS)
    test(what, () => assert.equal(factsOf(source).extensions.csrf?.by, by))

  test('exempt views and blueprints', () => {
    const { routes } = factsOf(`from flask import Flask, Blueprint
from flask_wtf.csrf import CSRFProtect
app = Flask(__name__)
csrf = CSRFProtect(app)
api = Blueprint('api', __name__)
csrf.exempt(api)
@api.post('/a')
def a(): return ''
@app.post('/b')
@csrf.exempt
def b(): return ''
@app.post('/c')
def c(): return ''
csrf.exempt(c)
@app.post('/d')
def d(): return ''
app.register_blueprint(api)
`)
    assert.deepEqual(
      routes.map(({ path, csrfExempt }) => [path, csrfExempt !== null]),
      [
        ['/a', true],
        ['/b', true],
        ['/c', true],
        ['/d', false],
      ],
    )
  })
})
