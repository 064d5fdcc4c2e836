// Routes: every shape that registers one, with its path, methods, endpoint and parameters.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '../../../src/audit/facts/facts.ts'
import { type Files, factsOf } from '../project-of.ts'

const shown = (route: Route) => `${route.methods.join(',')} ${route.path} → ${route.endpoint}`

/** Source or files → routes. */
const SHAPES: readonly (readonly [what: string, source: string | Files, routes: readonly string[]])[] = [
  [
    'app.route, with and without methods',
    `from flask import Flask
app = Flask(__name__)
@app.route('/')
def index(): return ''
@app.route('/login', methods=['GET', 'POST', 'HEAD'])
def login(): return ''
@app.post('/save')
def save(): return ''
@app.delete('/x/<int:id>')
def gone(id): return ''
`,
    ['GET / → index', 'GET,POST /login → login', 'POST /save → save', 'DELETE /x/<int:id> → gone'],
  ],
  [
    'two routes on one function, an endpoint of its own, methods from a constant',
    `import flask
app = flask.Flask(__name__)
METHODS = ('get', 'post')
@app.route('/a', endpoint='first', methods=METHODS)
@app.route('/b')
def view(): return ''
`,
    ['GET,POST /a → first', 'GET /b → view'],
  ],
  [
    'a factory with routes inside',
    `from flask import Flask
def create_app():
    app = Flask(__name__)
    @app.route('/inside')
    def inside(): return ''
    return app
`,
    ['GET /inside → inside'],
  ],
  [
    'an app that is a parameter',
    `def register(app):
    @app.route('/given')
    def given(): return ''
    @app.get('/short')
    def short(): return ''
`,
    ['GET /given → given', 'GET /short → short'],
  ],
  [
    'a subclass of Flask',
    `from flask import Flask
class Shop(Flask):
    pass
app = Shop(__name__)
@app.route('/')
def index(): return ''
`,
    ['GET / → index'],
  ],
  [
    'blueprints in another file, the prefix of the registration wins',
    {
      'shop/__init__.py': `from flask import Flask
from .auth import bp
from shop import pages
def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix='/v2/auth')
    app.register_blueprint(pages.pages)
    return app
`,
      'shop/auth.py': `from flask import Blueprint
bp = Blueprint('auth', __name__, url_prefix='/auth')
@bp.route('/login', methods=['POST'])
def login(): return ''
`,
      'shop/pages.py': `from flask import Blueprint
pages = Blueprint('pages', __name__, url_prefix='/p')
@pages.route('/')
def index(): return ''
`,
    },
    ['POST /v2/auth/login → auth.login', 'GET /p/ → pages.index'],
  ],
  [
    'nested blueprints',
    `from flask import Flask, Blueprint
app = Flask(__name__)
parent = Blueprint('parent', __name__, url_prefix='/parent')
child = Blueprint('child', __name__, url_prefix='/child')
parent.register_blueprint(child)
app.register_blueprint(parent)
@child.route('/x')
def x(): return ''
`,
    ['GET /parent/child/x → parent.child.x'],
  ],
  [
    'a prefix that is not told',
    `from flask import Flask, Blueprint
import os
app = Flask(__name__)
bp = Blueprint('bp', __name__)
app.register_blueprint(bp, url_prefix=os.environ['PREFIX'])
@bp.route('/x')
def x(): return ''
`,
    ['GET …/x → bp.x'],
  ],
  [
    'add_url_rule: function, wrapped, class by as_view',
    `from flask import Flask
from flask.views import MethodView, View
from flask_login import login_required
app = Flask(__name__)
def index(): return ''
class Users(MethodView):
    def get(self, id): return ''
    def post(self): return ''
class Report(View):
    methods = ['GET', 'POST']
    def dispatch_request(self): return ''
app.add_url_rule('/', 'home', index)
app.add_url_rule('/w', view_func=login_required(index))
app.add_url_rule('/users/<uuid:id>', view_func=Users.as_view('users'))
report = Report.as_view('report')
app.add_url_rule('/report', view_func=report)
app.add_url_rule('/only', view_func=Users.as_view('only'), methods=['GET'])
`,
    [
      'GET / → home',
      'GET /w → index',
      'GET /users/<uuid:id> → users',
      'POST /users/<uuid:id> → users',
      'GET,POST /report → report',
      'GET /only → only',
    ],
  ],
  [
    "a helper that registers classes, as Flask's manual has it",
    `from flask import Flask
from flask.views import MethodView
app = Flask(__name__)
class Item(MethodView):
    def get(self, id): return ''
def register_api(view, endpoint, url):
    app.add_url_rule(url, view_func=view.as_view(endpoint), methods=['GET'])
register_api(Item, 'item', '/items/<int:id>')
`,
    ['GET /items/<int:id> → item'],
  ],
  [
    'paths from a loop are not told',
    `from flask import Flask
app = Flask(__name__)
def page(): return ''
for path in load():
    app.add_url_rule(path, view_func=page)
`,
    ['GET … → page'],
  ],
  [
    'flask-restful',
    `from flask import Flask
from flask_restful import Api, Resource
app = Flask(__name__)
api = Api(app, prefix='/api')
class Todo(Resource):
    def get(self, id): return {}
    def delete(self, id): return {}
api.add_resource(Todo, '/todos/<int:id>', '/t/<int:id>', endpoint='todo')
`,
    [
      'GET /api/todos/<int:id> → todo',
      'DELETE /api/todos/<int:id> → todo',
      'GET /api/t/<int:id> → todo',
      'DELETE /api/t/<int:id> → todo',
    ],
  ],
  [
    'flask-restx: namespaces below an API on a blueprint',
    {
      'app.py': `from flask import Flask, Blueprint
from flask_restx import Api
from users import ns
app = Flask(__name__)
bp = Blueprint('api', __name__, url_prefix='/api')
api = Api(bp)
api.add_namespace(ns, path='/people')
app.register_blueprint(bp)
`,
      'users.py': `from flask_restx import Namespace, Resource
ns = Namespace('users')
@ns.route('/<int:id>')
class User(Resource):
    @ns.doc('x')
    def get(self, id): return {}
`,
    },
    ['GET /api/people/<int:id> → api.user'],
  ],
  [
    'flask-smorest',
    `from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint
app = Flask(__name__)
api = Api(app)
blp = Blueprint('pets', __name__, url_prefix='/pets')
@blp.route('/')
class Pets(MethodView):
    def get(self): return []
    @blp.arguments(None)
    def post(self, data): return {}
api.register_blueprint(blp)
`,
    ['GET /pets/ → pets.Pets', 'POST /pets/ → pets.Pets'],
  ],
  [
    'flask-classful',
    `from flask import Flask
from flask_classful import FlaskView
app = Flask(__name__)
class QuotesView(FlaskView):
    def index(self): return ''
    def get(self, id): return ''
    def random(self): return ''
QuotesView.register(app)
`,
    [
      'GET /quotes/ → QuotesView:index',
      'GET /quotes/<id> → QuotesView:get',
      'GET /quotes/random → QuotesView:random',
    ],
  ],
  [
    'an own decorator that registers, and a route that is applied',
    `from flask import Flask, Blueprint
app = Flask(__name__)
api = Blueprint('api', __name__, url_prefix='/api')
def endpoint(path):
    def decorator(view):
        api.add_url_rule(path, view_func=view, methods=['POST'])
        return view
    return decorator
@endpoint('/x')
def x(): return ''
def y(): return ''
app.route('/y')(y)
app.register_blueprint(api)
`,
    ['POST /api/x → api.x', 'GET /y → y'],
  ],
  [
    'no routes: other decorators of that name',
    `import fastapi, requests
app = fastapi.FastAPI()
@app.get('/x')
def x(): return ''
@cache.get('title')
def y(): return ''
requests.get('/z')
`,
    [],
  ],
]

describe('routes', () => {
  for (const [what, source, routes] of SHAPES)
    test(what, () => assert.deepEqual(factsOf(source).routes.map(shown).sort(), [...routes].sort()))

  test('operations of an OpenAPI file are routes of their functions', () => {
    const at = { file: 'openapi.yaml', start: 3, end: 9 }
    const { routes } = factsOf(
      { 'shop/api.py': 'def show(id):\n    return {}\n' },
      {
        openapi: [{ path: '/items/{id}', method: 'get', operation: 'shop.api.show', at, security: ['key'] }],
      },
    )
    assert.deepEqual(routes.map(shown), ['GET /items/<id> → shop.api.show'])
    assert.deepEqual(routes[0]?.at, at)
    assert.equal(routes[0]?.by, 'connexion')
    assert.deepEqual(
      routes[0]?.guards.map(({ what }) => what),
      ['security: key'],
    )
  })

  test('converters type their parameter', () => {
    const { routes } = factsOf(`from flask import Flask
app = Flask(__name__)
@app.route('/<int:id>/<name>/<path:rest>/<any(a, b):kind>')
def view(id, name, rest, kind): return ''
`)
    assert.deepEqual(
      [...(routes[0]?.params ?? [])],
      [
        ['id', 'int'],
        ['name', 'string'],
        ['rest', 'path'],
        ['kind', 'any'],
      ],
    )
  })

  test('the blueprint is told by the variable that holds it', () => {
    const { routes } = factsOf({
      'shop/auth.py': `from flask import Blueprint
bp = Blueprint('auth', __name__)
@bp.route('/')
def index(): return ''
`,
    })
    assert.equal(routes[0]?.blueprint, 'shop.auth.bp')
  })

  test('decorators above the route do nothing, those below it do; of classes the last one is the outermost', () => {
    const { routes } = factsOf(`from flask import Flask
from flask.views import MethodView
from flask_login import login_required
from flask_wtf.csrf import CSRFProtect
app = Flask(__name__)
csrf = CSRFProtect(app)
@csrf.exempt
@login_required
@app.route('/a')
@cached(5)
def a(): return ''
class B(MethodView):
    decorators = [first, second]
    @third
    def get(self): return ''
app.add_url_rule('/b', view_func=B.as_view('b'))
`)
    const written = (
      list: readonly { expr: { start: number; end: number; origin: { text: string } } }[] = [],
    ) => list.map(({ expr }) => expr.origin.text.slice(expr.start, expr.end))
    assert.deepEqual(written(routes[0]?.deadDecorators), ['login_required'])
    assert.deepEqual(written(routes[0]?.decorators), ['cached(5)'])
    assert.equal(routes[0]?.deadDecorators[0]?.name, 'flask_login.login_required')
    assert.deepEqual(routes[0]?.guards, [])
    assert.deepEqual(
      routes[0]?.deadGuards.map(({ what }) => what),
      ['login_required'],
    )
    assert.ok(routes[0]?.csrfExempt)
    assert.deepEqual(written(routes[1]?.decorators), ['second', 'first', 'third'])
  })
})
