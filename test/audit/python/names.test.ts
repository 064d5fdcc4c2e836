// What names stand for, through the modules of small projects.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { namesOf } from './names-of.ts'

/** `asked`: what is looked up, `name`: what it must be called. The first file is `app.py` where only a text is given. */
interface Row {
  readonly title: string
  readonly files: string | Readonly<Record<string, string>>
  readonly asked: string
  readonly name: string | undefined
}

function row(title: string, files: Row['files'], asked: string, name: string | undefined): Row {
  return { title, files, asked, name }
}

const IMPORTS: readonly Row[] = [
  row('import', 'import flask\nflask.request.args.get', 'flask.request.args.get', 'flask.request.args.get'),
  row('import as', 'import flask as f\nf.request', 'f.request', 'flask.request'),
  row('import of a submodule binds its top', 'import os.path\nos.path.join', 'os.path.join', 'os.path.join'),
  row('import of a submodule as', 'import os.path as p\np.join', 'p.join', 'os.path.join'),
  row('from', 'from flask import request\nrequest.form', 'request.form', 'flask.request.form'),
  row('from as', 'from flask import request as r\nr.form', 'r.form', 'flask.request.form'),
  row('inside a function', 'def f():\n  from flask import g\n  g.x', 'g.x', 'flask.g.x'),
  row('not outside of it', 'def f():\n  from flask import g\ng.x', 'g.x', undefined),
  row(
    'relative',
    { 'shop/__init__.py': '', 'shop/a.py': 'def f(): pass', 'shop/b.py': 'from .a import f\nf' },
    'f',
    'shop.a.f',
  ),
  row(
    'relative to the package itself',
    { 'shop/__init__.py': 'from . import a\na.f', 'shop/a.py': 'def f(): pass' },
    'a.f',
    'shop.a.f',
  ),
  row(
    'two levels up',
    { 'shop/__init__.py': '', 'shop/a.py': 'x = open', 'shop/c/d.py': 'from ..a import x\nx' },
    'x',
    'open',
  ),
  row(
    're-export',
    {
      'shop/__init__.py': 'from .db import connect',
      'shop/db.py': 'from sqlite3 import connect',
      'run.py': 'from shop import connect\nconnect()',
    },
    'connect()',
    'sqlite3.connect()',
  ),
  row(
    'module attribute',
    {
      'shop/__init__.py': '',
      'shop/db.py': 'import sqlite3\nconn = sqlite3.connect("x")',
      'run.py': 'import shop.db\nshop.db.conn.execute',
    },
    'shop.db.conn.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'folder without __init__',
    { 'shop/db.py': 'def q(): pass', 'run.py': 'import shop.db\nshop.db.q' },
    'shop.db.q',
    'shop.db.q',
  ),
  row(
    'star',
    { 'ext.py': 'from flask import request as r', 'a.py': 'from ext import *\nr' },
    'r',
    'flask.request',
  ),
  row(
    'star hides what begins with _',
    { 'ext.py': 'from flask import request as _r', 'a.py': 'from ext import *\n_r' },
    '_r',
    undefined,
  ),
  row(
    'star and __all__',
    { 'ext.py': '__all__ = ["_r"]\nfrom flask import request as _r, g', 'a.py': 'from ext import *\n_r' },
    '_r',
    'flask.request',
  ),
  row(
    'star and what __all__ leaves out',
    { 'ext.py': '__all__ = ["_r"]\nfrom flask import request as _r, g', 'a.py': 'from ext import *\ng' },
    'g',
    undefined,
  ),
  row(
    'star of a star',
    { 'x.py': 'from flask import g', 'y.py': 'from x import *', 'z.py': 'from y import *\ng' },
    'g',
    'flask.g',
  ),
  row('star of Flask', 'from flask import *\nrequest.args', 'request.args', 'flask.request.args'),
  row(
    'star of Flask among others',
    'from tkinter import *\nfrom flask import *\nrequest',
    'request',
    'flask.request',
  ),
  row('star of something else', 'from models import *\nUser', 'User', 'models.User'),
  row('star leaves built-in functions alone', 'from models import *\nopen', 'open', 'open'),
  row(
    'circle',
    { 'a.py': 'from b import x\nfrom flask import g as y', 'b.py': 'from a import y as x\nx' },
    'x',
    'flask.g',
  ),
  row('circle without an end', { 'a.py': 'from b import x', 'b.py': 'from a import x\nx' }, 'x', 'a.x'),
  row('circle of stars', { 'a.py': 'from b import *', 'b.py': 'from a import *\nx' }, 'x', undefined),
  row(
    'try and except',
    'try:\n  from flask_wtf import CSRFProtect\nexcept ImportError:\n  from flask_wtf import CsrfProtect as CSRFProtect\nCSRFProtect()',
    'CSRFProtect()',
    'flask_wtf.csrf.CSRFProtect()',
  ),
  row(
    'try and None',
    'try:\n  import ujson as json\nexcept ImportError:\n  json = None\njson.loads',
    'json.loads',
    'ujson.loads',
  ),
  row(
    'script beside its module',
    { 'web/app.py': 'from db import q\nq', 'web/db.py': 'def q(): pass' },
    'q',
    'web.db.q',
  ),
  row(
    'module of a folder above',
    { 'web/shop/app.py': 'from db import q\nq', 'web/db.py': 'def q(): pass' },
    'q',
    'web.db.q',
  ),
  row(
    'src',
    {
      'src/shop/__init__.py': '',
      'src/shop/db.py': 'def q(): pass',
      'src/shop/app.py': 'from shop.db import q\nq',
    },
    'q',
    'shop.db.q',
  ),
  row(
    'the audited folder is the package',
    { '__init__.py': 'def q(): pass', 'views.py': 'from project import q\nfrom . import q as z\nz' },
    'z',
    'project.q',
  ),
  row(
    'a file called like a module of Python',
    { 'shop/__init__.py': '', 'shop/email.py': 'x = 1', 'shop/a.py': 'import email\nemail.x' },
    'email.x',
    'email.x',
  ),
  row(
    'Python 2 beside it',
    { 'shop/__init__.py': '', 'shop/models.py': 'def q(): pass', 'shop/a.py': 'import models\nmodels.q' },
    'models.q',
    'shop.models.q',
  ),
]

const OLD_NAMES: readonly Row[] = (
  [
    ['from flask.ext.wtf import Form', 'Form', 'flask_wtf.FlaskForm'],
    ['from flask.ext.wtf.csrf import CsrfProtect', 'CsrfProtect', 'flask_wtf.csrf.CSRFProtect'],
    ['from flask_wtf import CsrfProtect', 'CsrfProtect', 'flask_wtf.csrf.CSRFProtect'],
    ['import flask.ext.login', 'flask.ext.login.login_required', 'flask_login.login_required'],
    ['from flaskext.mail import Mail', 'Mail', 'flask_mail.Mail'],
    ['from flask import Markup', 'Markup', 'markupsafe.Markup'],
    ['from jinja2 import Markup, escape', 'escape', 'markupsafe.escape'],
    ['from werkzeug import secure_filename', 'secure_filename', 'werkzeug.utils.secure_filename'],
    ['from flask.helpers import safe_join', 'safe_join', 'werkzeug.utils.safe_join'],
    ['from flask.globals import request', 'request.args', 'flask.request.args'],
    ['from flask.app import Flask', 'Flask', 'flask.Flask'],
    ['from werkzeug.contrib.fixers import ProxyFix', 'ProxyFix', 'werkzeug.middleware.proxy_fix.ProxyFix'],
    ['from wtforms.fields.html5 import EmailField', 'EmailField', 'wtforms.EmailField'],
    ['from wtforms.fields import StringField', 'StringField', 'wtforms.StringField'],
    ['from sqlalchemy.sql.expression import text', 'text', 'sqlalchemy.text'],
    [
      'from sqlalchemy.ext.declarative import declarative_base',
      'declarative_base',
      'sqlalchemy.orm.declarative_base',
    ],
    [
      'from itsdangerous.url_safe import URLSafeTimedSerializer as S',
      'S',
      'itsdangerous.URLSafeTimedSerializer',
    ],
    ['from flask_restplus import Resource', 'Resource', 'flask_restx.Resource'],
    ['import urllib', 'urllib.quote', 'urllib.parse.quote'],
    ['import urllib2', 'urllib2.urlopen', 'urllib.request.urlopen'],
    ['from urlparse import urlparse', 'urlparse', 'urllib.parse.urlparse'],
    ['import cPickle as pickle', 'pickle.loads', 'pickle.loads'],
    ['from StringIO import StringIO', 'StringIO', 'io.StringIO'],
    ['import md5', 'md5.new', 'hashlib.md5'],
    ['from cgi import escape', 'escape', 'html.escape'],
    ['import commands', 'commands.getoutput', 'subprocess.getoutput'],
    ['import builtins', 'builtins.eval', 'eval'],
    ['from six.moves.urllib.parse import quote', 'quote', 'urllib.parse.quote'],
    ['', 'raw_input', 'input'],
    ['', 'unicode', 'str'],
    ['from flask import current_app', 'current_app._get_current_object()', 'flask.current_app'],
  ] as const
).map(([code, asked, name]) => row(`${code} … ${asked}`, `${code}\n${asked}\n`, asked, name))

const VARIABLES: readonly Row[] = [
  row('an alias', 'from flask import request\nr = request\nr.args', 'r.args', 'flask.request.args'),
  row(
    'a chain of calls',
    'import sqlite3\nconn = sqlite3.connect("x")\ncur = conn.cursor()\ncur.execute',
    'cur.execute',
    'sqlite3.connect().cursor().execute',
  ),
  row(
    'an item',
    'from flask import request\nv = request.args["x"]\nv.strip',
    'v.strip',
    'flask.request.args[].strip',
  ),
  row(
    'one name by two ways',
    'import sqlite3\nif a:\n  c = sqlite3.connect("x")\nelse:\n  c = sqlite3.connect("y")\nc.execute',
    'c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'two names',
    'import sqlite3, psycopg2\nif a:\n  c = sqlite3.connect("x")\nelse:\n  c = psycopg2.connect("y")\nc',
    'c',
    undefined,
  ),
  row(
    'None at first',
    'import sqlite3\nc = None\ndef f():\n  global c\n  c = sqlite3.connect("x")\ndef g():\n  c.execute',
    'c.execute',
    'sqlite3.connect().execute',
  ),
  row('overwritten before', 'import flask\na = flask.g\na = flask.request\na', 'a', 'flask.request'),
  row('overwritten after', 'import flask\na = flask.g\na.x\na = flask.request', 'a.x', 'flask.g.x'),
  row(
    'wrapped in itself',
    'from flask import Flask\nfrom shop import Wrap\napp = Flask("x")\napp = Wrap(app)\napp',
    'app',
    'shop.Wrap()',
  ),
  row(
    'seen from a function: what holds at the end',
    'import flask\ndef f():\n  a.x\na = flask.g\na = flask.request',
    'a.x',
    'flask.request.x',
  ),
  row('overwritten in a branch', 'import flask\na = flask.g\nif b:\n  a = flask.request\na', 'a', undefined),
  row(
    'overwritten in a with',
    'import flask\na = flask.g\nwith b:\n  a = flask.request\na',
    'a',
    'flask.request',
  ),
  row(
    'later in a loop',
    'import flask\na = flask.g\nfor x in y:\n  a.b\n  a = flask.request',
    'a.b',
    undefined,
  ),
  row(
    'before in a loop',
    'import flask\nfor x in y:\n  a = flask.g\n  a.b\n  a = flask.request',
    'a.b',
    'flask.g.b',
  ),
  row('added to', 'import flask\na = flask.g\na += 1\na', 'a', undefined),
  row(
    'a local one hides the module’s',
    'import flask\na = flask.g\ndef f():\n  a = flask.request\n  a.x',
    'a.x',
    'flask.request.x',
  ),
  row('a parameter hides the module’s', 'import flask\na = flask.g\ndef f(a):\n  a.x', 'a.x', undefined),
  row('a closure', 'import flask\ndef f():\n  a = flask.g\n  def h():\n    a.x', 'a.x', 'flask.g.x'),
  row(
    'nonlocal',
    'import flask\ndef f():\n  a = None\n  def h():\n    nonlocal a\n    a = flask.g\n  a.x',
    'a.x',
    'flask.g.x',
  ),
  row(
    'a class’s names are not its methods’',
    'import flask\nclass C:\n  a = flask.g\n  def f(self):\n    a.x',
    'a.x',
    undefined,
  ),
  row(
    'in a comprehension',
    'import flask\nr = [a.x for a in flask.request.files]',
    'a.x',
    'flask.request.files[].x',
  ),
  row(
    'a comprehension’s name ends with it',
    'import flask\na = flask.g\nr = [a for a in b]\na.x',
    'a.x',
    'flask.g.x',
  ),
  row(
    'a comprehension’s first iterable is outside',
    'import flask\na = flask.g\nr = [a for a in a.x]',
    'a.x',
    'flask.g.x',
  ),
  row('in a lambda', 'import flask\nf = lambda a: a.x', 'a.x', undefined),
  row('a lambda sees what is outside', 'import flask\na = flask.g\nf = lambda b: a.x', 'a.x', 'flask.g.x'),
  row('pairs', 'import flask\na, (b, c) = flask.g, (1, flask.request)\nc.x', 'c.x', 'flask.request.x'),
  row('unpacked from a call', 'import flask\na, b = flask.f()\nb.x', 'b.x', 'flask.f()[].x'),
  row('walrus', 'import flask\nif (a := flask.g):\n  a.x', 'a.x', 'flask.g.x'),
  row('with', 'f = 1\nwith open("x") as f:\n  f.read', 'f.read', 'open().read'),
  row('except', 'try:\n  a\nexcept ValueError as e:\n  e.args', 'e.args', 'ValueError().args'),
  row('either way', 'import flask\na = flask.g or None\na.x', 'a.x', 'flask.g.x'),
  row('if and else', 'import flask\na = flask.g if b else flask.g\na.x', 'a.x', 'flask.g.x'),
  row(
    'an annotated parameter',
    'from sqlalchemy.orm import Session\ndef f(db: Session):\n  db.execute',
    'db.execute',
    'sqlalchemy.orm.Session().execute',
  ),
  row('not one of a built-in type', 'def f(a: str):\n  a.x', 'a.x', undefined),
  row('a string’s method', '"".join', '"".join', 'str.join'),
  row(
    'await',
    'import aiosqlite\nasync def f():\n  c = await aiosqlite.connect("x")\n  c.execute',
    'c.execute',
    'aiosqlite.connect().execute',
  ),
  row('a name that nobody knows', 'x.y', 'x.y', undefined),
  row('a built-in function', 'e = eval\ne', 'e', 'eval'),
]

const FUNCTIONS: readonly Row[] = [
  row('a function', 'def f(): pass\nf', 'f', 'app.f'),
  row('one inside another', 'def f():\n  def g(): pass\n  g', 'g', 'app.f.g'),
  row(
    'what it returns',
    'import sqlite3\ndef db():\n  return sqlite3.connect("x")\ndb().execute',
    'db().execute',
    'sqlite3.connect().execute',
  ),
  row(
    'returns of two kinds',
    'import sqlite3\ndef db():\n  if a:\n    return sqlite3.connect("x")\n  return open("y")\ndb()',
    'db()',
    'app.db()',
  ),
  row(
    'None besides',
    'import sqlite3\ndef db():\n  if a:\n    return None\n  return sqlite3.connect("x")\ndb()',
    'db()',
    'sqlite3.connect()',
  ),
  row('recursion', 'def f():\n  return f()\nf()', 'f()', 'app.f()'),
  row(
    'recursion with an end',
    'import flask\ndef f():\n  if a:\n    return f()\n  return flask.g\nf()',
    'f()',
    'app.f()',
  ),
  row(
    'through a module',
    {
      'db.py': 'import sqlite3\ndef get():\n  c = sqlite3.connect("x")\n  return c',
      'a.py': 'from db import get\ncur = get().cursor()\ncur.execute',
    },
    'cur.execute',
    'sqlite3.connect().cursor().execute',
  ),
  row(
    'Flask’s own pattern of a connection on g',
    "import sqlite3\nfrom flask import g\ndef get_db():\n  db = getattr(g, '_database', None)\n  if db is None:\n    db = g._database = sqlite3.connect('x')\n  return db\ncur = get_db().cursor()\ncur.execute",
    'cur.execute',
    'sqlite3.connect().cursor().execute',
  ),
  row(
    'g.db',
    "import sqlite3\nfrom flask import g\ndef get_db():\n  if 'db' not in g:\n    g.db = sqlite3.connect('x')\n  return g.db\nget_db().execute",
    'get_db().execute',
    'sqlite3.connect().execute',
  ),
  row(
    'g.db from elsewhere',
    {
      'a.py': 'import sqlite3\nfrom flask import g\ndef before():\n  g.db = sqlite3.connect("x")',
      'b.py': 'from flask import g\ng.db.execute',
    },
    'g.db.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'who is signed in keeps the name',
    'from flask import g\nfrom shop import load\ng.user = load()\ng.user.id',
    'g.user.id',
    'flask.g.user.id',
  ),
  row(
    'an app’s own attribute',
    'from flask import Flask, current_app\nimport redis\napp = Flask("x")\napp.store = redis.Redis()\ncurrent_app.store.get',
    'current_app.store.get',
    'redis.Redis().get',
  ),
  row(
    'an attribute that Flask has',
    'from flask import Flask\nfrom x import Wrap\napp = Flask("x")\napp.wsgi_app = Wrap(app.wsgi_app)\napp.wsgi_app.y',
    'app.wsgi_app.y',
    'flask.Flask().wsgi_app.y',
  ),
  row(
    'a factory',
    'from flask import Flask\ndef create_app():\n  app = Flask("x")\n  return app\napp = create_app()\napp.route',
    'app.route',
    'flask.Flask().route',
  ),
  row(
    'a generator returns nothing of that kind',
    'import flask\ndef f():\n  yield flask.g\nf()',
    'f()',
    'app.f()',
  ),
  row(
    'a context manager',
    'from contextlib import contextmanager\nimport sqlite3\n@contextmanager\ndef db():\n  c = sqlite3.connect("x")\n  yield c\nwith db() as d:\n  d.execute',
    'd.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'closing',
    'from contextlib import closing\nimport sqlite3\nwith closing(sqlite3.connect("x")) as c:\n  c.execute',
    'c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'a local proxy',
    'from werkzeug.local import LocalProxy\nimport sqlite3\ndef get():\n  return sqlite3.connect("x")\ndb = LocalProxy(get)\ndb.execute',
    'db.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'getattr with a known name',
    'import flask\ngetattr(flask, "request")',
    'getattr(flask, "request")',
    'flask.request',
  ),
]

const CLASSES: readonly Row[] = [
  row('a class', 'class A: pass\nA', 'A', 'app.A'),
  row('an object', 'class A: pass\nA()', 'A()', 'app.A()'),
  row('a method of an object', 'class A:\n  def f(self): pass\na = A()\na.f', 'a.f', 'app.A().f'),
  row(
    'a model’s query',
    'class User(db.Model): pass\nUser.query.filter_by',
    'User.query.filter_by',
    'app.User.query.filter_by',
  ),
  row(
    'self.x',
    'import sqlite3\nclass A:\n  def __init__(self):\n    self.c = sqlite3.connect("x")\n  def f(self):\n    self.c.execute',
    'self.c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'self.x of two kinds',
    'import sqlite3\nclass A:\n  def __init__(self):\n    self.c = sqlite3.connect("x")\n  def f(self):\n    self.c = open("y")\n    self.c.z',
    'self.c.z',
    'app.A().c.z',
  ),
  row(
    'self.x of a base',
    {
      'base.py': 'import sqlite3\nclass B:\n  def __init__(self):\n    self.c = sqlite3.connect("x")',
      'app.py': 'from base import B\nclass A(B):\n  def f(self):\n    self.c.execute',
    },
    'self.c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'self in a nested function',
    'import flask\nclass A:\n  x = flask.g\n  def f(self):\n    def g():\n      self.x.y',
    'self.x.y',
    'flask.g.y',
  ),
  row(
    'an attribute of the class',
    'from wtforms import StringField\nclass F:\n  name = StringField()\nf = F()\nf.name.data',
    'f.name.data',
    'wtforms.StringField().data',
  ),
  row(
    'a class method',
    'class A:\n  @classmethod\n  def make(cls):\n    return cls()\nA.make()',
    'A.make()',
    'app.A()',
  ),
  row('a static method', 'class A:\n  @staticmethod\n  def f(x):\n    x.y', 'x.y', undefined),
  row(
    'a property',
    'import sqlite3\nclass A:\n  @property\n  def c(self):\n    return sqlite3.connect("x")\nA().c.execute',
    'A().c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'a field of a dataclass',
    'from dataclasses import dataclass\nfrom sqlalchemy.orm import Session\n@dataclass\nclass A:\n  db: Session\n  def f(self):\n    self.db.execute',
    'self.db.execute',
    'sqlalchemy.orm.Session().execute',
  ),
  row(
    'super',
    'from shop import Base\nclass A(Base):\n  def f(self):\n    super().f',
    'super().f',
    'shop.Base().f',
  ),
  row(
    'a Flask of one’s own',
    'from flask import Flask\nclass Shop(Flask): pass\napp = Shop("x")\napp.route',
    'app.route',
    'flask.Flask().route',
  ),
  row(
    'with its own __enter__',
    'import sqlite3\nclass A:\n  def __enter__(self):\n    return sqlite3.connect("x")\nwith A() as c:\n  c.execute',
    'c.execute',
    'sqlite3.connect().execute',
  ),
  row(
    'with __enter__ of itself',
    'class A:\n  def __enter__(self):\n    return self\n  def f(self): pass\nwith A() as a:\n  a.f',
    'a.f',
    'app.A().f',
  ),
]

for (const [title, rows] of Object.entries({ IMPORTS, OLD_NAMES, VARIABLES, FUNCTIONS, CLASSES }))
  describe(title.toLowerCase().replace('_', ' '), () => {
    for (const { title: shown, files, asked, name } of rows)
      test(shown, () => {
        const { names, find } = namesOf(typeof files === 'string' ? { 'app.py': files } : files)
        assert.equal(names.of(find(asked)), name)
      })
  })
