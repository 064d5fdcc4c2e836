// Data that crosses modules: functions, classes, constants and circles of imports.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { expectedIn, flowOf, foundIn } from './flow-of.ts'

const PROJECTS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'a function of another module',
    {
      'shop/__init__.py': '',
      'shop/store.py': `def find(q):\n    return db.execute('SELECT ' + q) # hit: sql\n`,
      'shop/views.py': `from shop.store import find\n@app.route('/')\ndef v():\n    find(request.args['q'])\n`,
    },
  ],
  [
    'a module by a relative import, with another name',
    {
      'shop/__init__.py': '',
      'shop/store.py': `def find(q):\n    return db.execute('SELECT ' + q) # hit: sql\n`,
      'shop/views.py': `from . import store as s\n@app.route('/')\ndef v():\n    s.find(request.args['q'])\n`,
    },
  ],
  [
    'a cleaner of another module',
    {
      'clean.py': `def number(q):\n    return int(q)\n`,
      'views.py': `from clean import number\n@app.route('/')\ndef v():\n    db.execute('SELECT %s' % number(request.args['q']))\n`,
    },
  ],
  [
    'an allow-list of another module',
    {
      'lists.py': `COLUMNS = ['a', 'b']\n`,
      'views.py': `from lists import COLUMNS\n@app.route('/')\ndef v():\n    q = request.args['q']\n    if q not in COLUMNS:\n        abort(400)\n    db.execute('SELECT ' + q)\n`,
    },
  ],
  [
    'modules that import each other, functions that call each other',
    {
      'a.py': `from b import g\ndef f(q):\n    g(q)\n@app.route('/')\ndef v():\n    f(request.args['q'])\n`,
      'b.py': `from a import f\ndef g(q):\n    f(q)\n    os.system(q) # hit: shell\n`,
    },
  ],
  [
    'a class of another module',
    {
      'repo.py': `class Repo:\n    def __init__(self, table):\n        self.table = table\n    def find(self, q):\n        return db.execute('SELECT ' + q) # hit: sql\n    def all(self):\n        return db.execute('SELECT ' + self.table)\n`,
      'views.py': `from repo import Repo\nrepo = Repo('users')\n@app.route('/')\ndef v():\n    repo.find(request.args['q'])\n    repo.all()\n`,
    },
  ],
  [
    'a model of another module',
    {
      'models.py': `from flask_sqlalchemy import SQLAlchemy\norm = SQLAlchemy()\nclass Post(orm.Model):\n    text = orm.Column(orm.Text)\n    def html(self):\n        return '<p>' + self.text\n`,
      'views.py': `from models import Post\n@app.route('/<int:n>')\ndef v(n):\n    post = Post.query.get_or_404(n)\n    Markup(post.text) # hit: html stored\n    return post.html() # hit: page stored\n`,
    },
  ],
  [
    'a chain of five modules',
    {
      'a.py': `def a(q):\n    eval(q) # hit: code\n`,
      'b.py': `from a import a\ndef b(q):\n    a(q)\n`,
      'c.py': `from b import b\ndef c(q):\n    b(q)\n`,
      'd.py': `from c import c\ndef d(q):\n    c(q)\n`,
      'e.py': `from d import d\n@app.route('/')\ndef v():\n    d(request.args['q'])\n`,
    },
  ],
]

describe('across modules', () => {
  for (const [title, files] of PROJECTS)
    test(title, () => assert.deepEqual(foundIn(flowOf(files), files), expectedIn(files)))
})
