// Guards and limits: what keeps strangers out of a route, recognised by what it does.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '../../../src/audit/facts/facts.ts'
import { factsOf } from '../project-of.ts'

const HEAD = `from flask import Flask, Blueprint, request, session, g, abort, redirect, url_for, jsonify
from functools import wraps
import flask_login
from flask_login import login_required, current_user
app = Flask(__name__)
`
const routeOf = (source: string, path = '/x'): Route => {
  const route = factsOf(`${HEAD}${source}`).routes.find((one) => one.path === path)
  assert.ok(route, `a route ${path}`)
  return route
}

const GUARDED: readonly (readonly [what: string, source: string])[] = [
  ['login_required', "@app.route('/x')\n@login_required\ndef x(): return ''\n"],
  ['flask_login.login_required', "@app.route('/x')\n@flask_login.login_required\ndef x(): return ''\n"],
  [
    'jwt_required()',
    "from flask_jwt_extended import jwt_required\n@app.route('/x')\n@jwt_required()\ndef x(): return ''\n",
  ],
  [
    'auth.login_required of HTTPAuth',
    "from flask_httpauth import HTTPTokenAuth\nauth = HTTPTokenAuth()\n@app.route('/x')\n@auth.login_required\ndef x(): return ''\n",
  ],
  [
    'auth_required() of Flask-Security',
    "from flask_security import auth_required\n@app.route('/x')\n@auth_required()\ndef x(): return ''\n",
  ],
  [
    'a foreign decorator that is called one',
    "from company.web import admin_required\n@app.route('/x')\n@admin_required\ndef x(): return ''\n",
  ],
  [
    'an own decorator with session and redirect',
    `def needs(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        if 'user_id' not in session:
            return redirect(url_for('login'))
        return f(*args, **kwargs)
    return wrapper
@app.route('/x')
@needs
def x(): return ''
`,
  ],
  [
    'an own decorator with an argument, g and abort',
    `def role(name):
    def decorator(f):
        @wraps(f)
        def inner(*a, **k):
            if g.user is None or g.user.role != name:
                abort(403)
            return f(*a, **k)
        return inner
    return decorator
@app.route('/x')
@role('admin')
def x(): return ''
`,
  ],
  [
    'an own decorator that reads a token and answers 401',
    `import jwt
def token_needed(f):
    @wraps(f)
    def inner(*a, **k):
        try:
            data = jwt.decode(request.headers['Authorization'], 'k', algorithms=['HS256'])
        except Exception:
            return jsonify(error='no'), 401
        return f(*a, **k)
    return inner
@app.route('/x')
@token_needed
def x(): return ''
`,
  ],
  [
    'an own decorator around another',
    `def admin(f):
    @wraps(f)
    @login_required
    def inner(*a, **k):
        return f(*a, **k)
    return inner
@app.route('/x')
@admin
def x(): return ''
`,
  ],
  [
    'a check at the top: session',
    "@app.route('/x')\ndef x():\n    if 'user_id' not in session:\n        return redirect(url_for('login'))\n    return ''\n",
  ],
  [
    'a check at the top: session.get',
    "@app.route('/x')\ndef x():\n    uid = session.get('user_id')\n    if not uid:\n        return redirect('/login')\n    return ''\n",
  ],
  [
    'a check at the top: current_user',
    "@app.route('/x')\ndef x():\n    if not current_user.is_authenticated:\n        abort(401)\n    return ''\n",
  ],
  [
    'a check at the top: role',
    "@app.route('/x')\ndef x():\n    if current_user.role != 'admin':\n        return 'no', 403\n    return ''\n",
  ],
  [
    'a check at the top: else',
    "@app.route('/x')\ndef x():\n    if 'user' in session:\n        return 'hello'\n    return redirect('/login')\n",
  ],
  [
    'a check at the top: helper that tells',
    "def user():\n    return session.get('user_id')\n@app.route('/x')\ndef x():\n    if user() is None:\n        abort(401)\n    return ''\n",
  ],
  [
    'a check at the top: helper that refuses',
    "def require():\n    if 'user_id' not in session:\n        abort(401)\n@app.route('/x')\ndef x():\n    require()\n    return ''\n",
  ],
  [
    'before_request of the app',
    "@app.before_request\ndef check():\n    if 'user_id' not in session:\n        return redirect('/login')\n@app.route('/x')\ndef x(): return ''\n",
  ],
  [
    'before_request of its blueprint',
    "bp = Blueprint('bp', __name__)\n@bp.before_request\n@login_required\ndef check(): pass\n@bp.route('/x')\ndef x(): return ''\n",
  ],
  [
    'before_request that lets others through',
    `@app.before_request
def check():
    if request.endpoint in ('login', 'static'):
        return
    if not current_user.is_authenticated:
        return redirect(url_for('login'))
@app.route('/x')
def x(): return ''
`,
  ],
  [
    'class decorators',
    "from flask.views import MethodView\nclass X(MethodView):\n    decorators = [login_required]\n    def get(self): return ''\napp.add_url_rule('/x', view_func=X.as_view('x'))\n",
  ],
  [
    'wrapped where it is registered',
    "def x(): return ''\napp.add_url_rule('/x', view_func=login_required(x))\n",
  ],
  [
    'a helper that refuses, inside an expression',
    "def person():\n    if 'user_id' not in session:\n        abort(401)\n    return session['user_id']\n@app.route('/x')\ndef x():\n    row = load(user=person())\n    return ''\n",
  ],
  [
    'a helper that wants a bearer token',
    "def bearer():\n    scheme, _, token = request.headers.get('Authorization', '').partition(' ')\n    if scheme != 'Bearer':\n        abort(401)\n    return token\n@app.route('/x')\ndef x():\n    claims = read(bearer())\n    return ''\n",
  ],
  [
    'a hook that sends to the login page by a flag',
    "@app.before_request\ndef check():\n    known = False\n    if session.get('user_id'):\n        known = True\n    if not known and request.endpoint != 'login':\n        return redirect(url_for('login'))\n@app.route('/x')\ndef x(): return ''\n",
  ],
]

const OPEN: readonly (readonly [what: string, source: string])[] = [
  ['nothing', "@app.route('/x')\ndef x(): return ''\n"],
  ['login_required above the route', "@login_required\n@app.route('/x')\ndef x(): return ''\n"],
  [
    'jwt_required(optional=True)',
    "from flask_jwt_extended import jwt_required\n@app.route('/x')\n@jwt_required(optional=True)\ndef x(): return ''\n",
  ],
  [
    'whoever is signed in is sent away',
    "@app.route('/x')\ndef x():\n    if current_user.is_authenticated:\n        return redirect('/')\n    return ''\n",
  ],
  [
    'a decorator for guests alone',
    `def guests(f):
    @wraps(f)
    def inner(*a, **k):
        if current_user.is_authenticated:
            return redirect('/')
        return f(*a, **k)
    return inner
@app.route('/x')
@guests
def x(): return ''
`,
  ],
  [
    'somebody who is signed in gets an error',
    "@app.route('/x', methods=['POST'])\ndef x():\n    if current_user.is_authenticated:\n        return jsonify(error='known'), 400\n    return ''\n",
  ],
  [
    'a decorator for strangers',
    "from company import anonymous_user_required\n@app.route('/x')\n@anonymous_user_required\ndef x(): return ''\n",
  ],
  [
    'a decorator that caches',
    "def cached(f):\n    @wraps(f)\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n@app.route('/x')\n@cached\ndef x(): return ''\n",
  ],
  [
    'a row that is missing',
    "@app.route('/x')\ndef x():\n    row = load()\n    if row is None:\n        abort(404)\n    return ''\n",
  ],
  [
    'an empty cart',
    "@app.route('/x')\ndef x():\n    if 'cart' not in session:\n        return redirect('/shop')\n    return ''\n",
  ],
  [
    'before_request that leaves it out by endpoint',
    "@app.before_request\ndef check():\n    if request.endpoint not in ['x', 'static'] and 'user' not in session:\n        return redirect('/login')\n@app.route('/x')\ndef x(): return ''\n",
  ],
  [
    'before_request that leaves it out early',
    "OPEN = ('x',)\n@app.before_request\ndef check():\n    if request.endpoint in OPEN:\n        return None\n    if 'user' not in session:\n        return redirect('/login')\n@app.route('/x')\ndef x(): return ''\n",
  ],
  [
    'before_request for another path',
    "@app.before_request\ndef check():\n    if request.path.startswith('/admin') and 'user' not in session:\n        return redirect('/login')\n@app.route('/x')\ndef x(): return ''\n",
  ],
  [
    'before_request of another blueprint',
    "bp = Blueprint('bp', __name__)\n@bp.before_request\n@login_required\ndef check(): pass\n@app.route('/x')\ndef x(): return ''\n",
  ],
  [
    'a view that is marked as open',
    "def public(f):\n    f.is_public = True\n    return f\n@app.before_request\ndef check():\n    view = app.view_functions.get(request.endpoint)\n    if getattr(view, 'is_public', False):\n        return\n    if 'user' not in session:\n        return redirect('/login')\n@app.route('/x')\n@public\ndef x(): return ''\n",
  ],
  [
    'before_request that only loads the user',
    "@app.before_request\ndef load():\n    g.user = session.get('user_id')\n@app.route('/x')\ndef x(): return ''\n",
  ],
]

describe('guards', () => {
  for (const [what, source] of GUARDED)
    test(`guarded: ${what}`, () => assert.ok(routeOf(source).guards.length > 0))
  for (const [what, source] of OPEN)
    test(`open: ${what}`, () =>
      assert.deepEqual(
        routeOf(source).guards.map((one) => one.what),
        [],
      ))

  test('who is asking: by a cookie, or by a header alone', () => {
    const rows: [string, boolean, boolean][] = [
      ["@app.route('/x')\n@login_required\ndef x(): return ''\n", true, false],
      ["@app.route('/x')\ndef x(): return session.get('a')\n", true, false],
      [
        "from flask_jwt_extended import jwt_required\n@app.route('/x')\n@jwt_required()\ndef x(): return ''\n",
        false,
        true,
      ],
      [
        "from flask_jwt_extended import jwt_required\napp.config['JWT_TOKEN_LOCATION'] = ['cookies']\n@app.route('/x')\n@jwt_required()\ndef x(): return ''\n",
        true,
        false,
      ],
      [
        "@app.route('/x')\ndef x():\n    if request.headers.get('X-API-Key') != KEY:\n        abort(401)\n    return ''\n",
        false,
        true,
      ],
      ["@app.route('/x')\ndef x(): return ''\n", false, false],
      [
        "@app.before_request\ndef who():\n    g.user = find(request.headers.get('Authorization'))\n@app.route('/x')\ndef x():\n    if not g.user:\n        abort(401)\n    return ''\n",
        false,
        true,
      ],
      [
        "from flask_httpauth import HTTPBasicAuth\nauth = HTTPBasicAuth()\n@app.route('/x')\n@auth.login_required\ndef x(): return ''\n",
        false,
        false,
      ],
    ]
    for (const [source, usesSession, bearerOnly] of rows) {
      const route = routeOf(source)
      assert.deepEqual([route.usesSession, route.bearerOnly], [usesSession, bearerOnly], source)
    }
  })
})

const LIMITER = 'from flask_limiter import Limiter\nfrom flask_limiter.util import get_remote_address\n'

describe('limits', () => {
  const LIMITED: readonly (readonly [what: string, source: string, limited: boolean])[] = [
    [
      'decorator',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app)\n@app.route('/x')\n@limiter.limit('5/minute')\ndef x(): return ''\n`,
      true,
    ],
    [
      'decorator of a limiter from elsewhere',
      "from company import limiter\n@app.route('/x')\n@limiter.limit('5/minute')\ndef x(): return ''\n",
      true,
    ],
    [
      'shared limit',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app)\nshared = limiter.shared_limit('5/minute', scope='a')\n@app.route('/x')\n@shared\ndef x(): return ''\n`,
      true,
    ],
    [
      'default',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app, default_limits=['50/hour'])\n@app.route('/x')\ndef x(): return ''\n`,
      true,
    ],
    [
      'default by configuration',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app)\napp.config['RATELIMIT_DEFAULT'] = '50/hour'\n@app.route('/x')\ndef x(): return ''\n`,
      true,
    ],
    [
      'default of a limiter that is bound to nothing',
      `${LIMITER}limiter = Limiter(get_remote_address, default_limits=['50/hour'])\n@app.route('/x')\ndef x(): return ''\n`,
      false,
    ],
    [
      'default, exempt',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app, default_limits=['50/hour'])\n@app.route('/x')\n@limiter.exempt\ndef x(): return ''\n`,
      false,
    ],
    [
      'switched off',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app, default_limits=['50/hour'])\napp.config['RATELIMIT_ENABLED'] = False\n@app.route('/x')\ndef x(): return ''\n`,
      false,
    ],
    [
      'of the blueprint',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app)\nbp = Blueprint('bp', __name__)\nlimiter.limit('5/minute')(bp)\n@bp.route('/x')\ndef x(): return ''\n`,
      true,
    ],
    [
      'an own decorator that answers 429',
      "def slow(f):\n    @wraps(f)\n    def inner(*a, **k):\n        if too_many():\n            abort(429)\n        return f(*a, **k)\n    return inner\n@app.route('/x')\n@slow\ndef x(): return ''\n",
      true,
    ],
    [
      'own counting in the view',
      "@app.route('/x', methods=['POST'])\ndef x():\n    if attempts[request.remote_addr] > 5:\n        return 'wait', 403\n    return ''\n",
      true,
    ],
    [
      'a limiter without any limit',
      `${LIMITER}limiter = Limiter(get_remote_address, app=app)\n@app.route('/x')\ndef x(): return ''\n`,
      false,
    ],
    ['nothing', "@app.route('/x')\ndef x(): return ''\n", false],
  ]
  for (const [what, source, limited] of LIMITED)
    test(what, () => assert.equal(routeOf(source).limits.length > 0, limited))
})
