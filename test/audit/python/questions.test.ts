// What else is asked of names: functions, classes, places, variables, calls, assignments, constants.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { namesOf } from './names-of.ts'

describe('functions and classes of the project', () => {
  const files = {
    'shop/__init__.py': 'from .cart import Cart',
    'shop/base.py':
      'from flask.views import MethodView\nclass Base(MethodView):\n  kind = "a"\n  def save(self): pass',
    'shop/cart.py':
      'from .base import Base\nclass Cart(Base):\n  items = 1\n  items = 2\n  def add(self):\n    self.save\n    return self\n  def twice(self):\n    self.add().add',
    'run.py':
      'from shop import Cart\ndef f():\n  def g(): pass\n  g\nc = Cart()\nc.add\nCart.add\nCart\nc.save\nc\n',
  }
  const { names, find } = namesOf(files)

  test('functionOf', () => {
    const rows = [
      ['c.add', 'shop.cart.Cart.add'],
      ['Cart.add', 'shop.cart.Cart.add'],
      ['self.save', 'shop.base.Base.save'],
      ['c.save', 'shop.base.Base.save'],
      ['self.add().add', 'shop.cart.Cart.add'],
      ['g', 'run.f.g'],
      ['Cart', undefined],
    ] as const
    for (const [source, qualified] of rows)
      assert.equal(names.functionOf(find(source))?.qualified, qualified, source)
  })

  test('classOf and instanceOf tell the class from its objects', () => {
    assert.equal(names.classOf(find('Cart'))?.qualified, 'shop.cart.Cart')
    assert.equal(names.instanceOf(find('Cart')), undefined)
    assert.equal(names.classOf(find('c', 'run.py')), undefined)
    assert.equal(names.instanceOf(find('c', 'run.py'))?.qualified, 'shop.cart.Cart')
    assert.equal(names.instanceOf(find('self', 'shop/cart.py'))?.qualified, 'shop.cart.Cart')
  })

  test('lineage, bases, methods and attributes', () => {
    const cart = names.classOf(find('Cart'))
    assert.ok(cart)
    assert.deepEqual(
      names.lineage(cart).map(({ qualified }) => qualified),
      ['shop.cart.Cart', 'shop.base.Base'],
    )
    assert.deepEqual(cart.bases, ['shop.base.Base'])
    assert.deepEqual([...names.allBases(cart)], ['shop.base.Base', 'flask.views.MethodView'])
    assert.deepEqual([...cart.methods.keys()], ['add', 'twice'])
    assert.equal(cart.attributes.get('items')?.length, 2)
  })

  test('parents and owners', () => {
    const g = names.functions.find(({ qualified }) => qualified === 'run.f.g')
    assert.equal(g?.parent?.qualified, 'run.f')
    const add = names.functions.find(({ qualified }) => qualified === 'shop.cart.Cart.add')
    assert.equal(add?.owner?.qualified, 'shop.cart.Cart')
    assert.equal(names.classes.length, 2)
    assert.deepEqual([...names.moduleByName.keys()].sort(), ['run', 'shop', 'shop.base', 'shop.cart'])
  })

  test('classes that are each other’s bases', () => {
    const { names, find } = namesOf({
      'app.py': 'class A(B): pass\nclass B(A):\n  def f(self):\n    self.x\n',
    })
    const [a] = names.classes
    assert.ok(a)
    assert.equal(names.lineage(a).length, 2)
    assert.equal(names.of(find('self.x')), 'app.B().x')
  })
})

describe('where a node stands', () => {
  const source = [
    'a0',
    '@deco(d0)',
    'def f(p=b0, q: c0 = 1) -> r0:',
    '  @inner(d1)',
    '  def g():',
    '    x1',
    '  y1',
    '  [z1 for i in w1]',
    '  return lambda: v1',
    'class C:',
    '  k0',
    '  def m(self): n1',
    'e0',
  ].join('\n')
  const { names, find } = namesOf({ 'app.py': source })
  const rows = [
    ['a0', null],
    ['d0', null],
    ['b0', null],
    ['c0', null],
    ['r0', null],
    ['d1', 'app.f'],
    ['x1', 'app.f.g'],
    ['y1', 'app.f'],
    ['z1', 'app.f'],
    ['w1', 'app.f'],
    ['v1', 'app.f'],
    ['k0', null],
    ['n1', 'app.C.m'],
    ['e0', null],
  ] as const
  for (const [expr, qualified] of rows)
    test(`${expr} in ${qualified ?? 'no function'}`, () => {
      assert.equal(names.enclosing(find(expr))?.qualified ?? null, qualified)
      assert.equal(names.moduleOf(find(expr))?.name, 'app')
    })
})

describe('variables', () => {
  const rows: readonly (readonly [
    title: string,
    files: Readonly<Record<string, string>>,
    asked: string,
    name: string | undefined,
  ])[] = [
    ['of a module', { 'app.py': 'bp = 1\nbp' }, 'bp', 'app.bp'],
    [
      'of another module',
      {
        'auth/views.py': 'bp = 1',
        'auth/__init__.py': 'from .views import bp',
        'app.py': 'from auth import bp as b\nb',
      },
      'b',
      'auth.views.bp',
    ],
    ['by its module', { 'auth.py': 'bp = 1', 'app.py': 'import auth\nauth.bp' }, 'auth.bp', 'auth.bp'],
    [
      'of a function',
      { 'app.py': 'def create_app():\n  app = 1\n  def view():\n    app' },
      'app',
      'app.create_app.app',
    ],
    [
      'of an object',
      { 'app.py': 'class A:\n  def f(self):\n    self.x = 1\n    self.x' },
      'self.x',
      'app.A.x',
    ],
    ['foreign', { 'app.py': 'from flask import request\nrequest' }, 'request', undefined],
  ]
  for (const [title, files, asked, name] of rows)
    test(title, () => {
      const { names, find } = namesOf(files)
      assert.equal(names.variableOf(find(asked)), name)
    })
})

describe('calls', () => {
  const { names } = namesOf({
    'a.py':
      'import sqlite3\nfrom flask import Flask\nfrom os import system as s\nclass Shop(Flask): pass\ndef f(x):\n  s(x)\n  x.execute(1)\nsqlite3.connect("y").cursor().execute(2)\nunknown()\n',
    'b.py': 'from a import Shop\napp = Shop("x")\nfrom a import f\nf(1)\n',
  })

  test('by their whole name', () => {
    assert.equal(names.callsOf('sqlite3.connect').length, 1)
    assert.equal(names.callsOf('os.system')[0]?.inside?.qualified, 'a.f')
    assert.equal(names.callsOf('a.f')[0]?.module.file, 'b.py')
    assert.deepEqual(names.callsOf('nothing'), [])
  })

  test('a Flask of one’s own is called as Flask', () => {
    assert.equal(names.callsOf('flask.Flask').length, 1)
  })

  test('by the method’s name, also of what is not known', () => {
    assert.deepEqual(
      names.callsOfMethod('execute').map(({ name }) => name),
      ['?.execute', 'sqlite3.connect().cursor().execute'],
    )
    assert.equal(names.callsOfMethod('system')[0]?.name, 'os.system')
    assert.equal(names.callsOfMethod('unknown')[0]?.name, 'unknown')
  })

  test('those that can be told, in source order', () => {
    assert.deepEqual(
      names.calls.map(({ name }) => name),
      [
        'os.system',
        'sqlite3.connect().cursor().execute',
        'sqlite3.connect().cursor',
        'sqlite3.connect',
        'flask.Flask',
        'a.f',
      ],
    )
  })
})

describe('assigned', () => {
  const rows: readonly (readonly [
    title: string,
    files: Readonly<Record<string, string>>,
    asked: string,
    values: readonly string[],
  ])[] = [
    ['once', { 'app.py': 'a = f(1)\na' }, 'a', ['f(1)']],
    ['in branches', { 'app.py': 'if x:\n  a = 1\nelse:\n  a = 2\na' }, 'a', ['1', '2']],
    ['overwritten', { 'app.py': 'a = 1\na = 2\na' }, 'a', ['2']],
    ['in another module', { 'c.py': 'KEY = "k"', 'app.py': 'from c import KEY as K\nK' }, 'K', ['"k"']],
    ['as its attribute', { 'c.py': 'KEY = "k"', 'app.py': 'import c\nc.KEY' }, 'c.KEY', ['"k"']],
    [
      'on self',
      { 'app.py': 'class A:\n  x = 1\n  def f(self):\n    self.x = 2\n    self.x' },
      'self.x',
      ['1', '2'],
    ],
    [
      'in a class',
      { 'app.py': 'class Config:\n  KEY = "k"\nclass Live(Config): pass\nLive.KEY' },
      'Live.KEY',
      ['"k"'],
    ],
    ['a parameter', { 'app.py': 'def f(a=1):\n  if x:\n    a = 2\n  a' }, 'a', []],
    ['a circle', { 'a.py': 'from b import x', 'b.py': 'from a import x\nx' }, 'x', []],
  ]
  for (const [title, files, asked, values] of rows)
    test(title, () => {
      const { names, find } = namesOf(files)
      const found = names.assigned(find(asked)).map(({ start, end, origin }) => origin.text.slice(start, end))
      assert.deepEqual(found, values)
    })
})

describe('literal', () => {
  const rows: readonly (readonly [code: string, value: unknown])[] = [
    ['"a"', 'a'],
    ['None', null],
    ['-1 + 2 * 3 // 2', 2],
    ['2 ** 10 % 7', 2],
    ['16 * 1024 * 1024', 16_777_216],
    ['"a" + "b" * 2', 'abb'],
    ['"%s-%d" % ("a", 1)', 'a-1'],
    ['"%s" % "a"', 'a'],
    ['"{0}/{0}/{x}".format("a", x=1)', 'a/a/1'],
    ['"{}/{x}{{".format("a", x=1)', 'a/1{'],
    ['f"a{1}{True}"', 'a1True'],
    ['t"a{1}"', undefined],
    ['[1, *[2, 3]]', [1, 2, 3]],
    ['("a", "b")', ['a', 'b']],
    ['{"a": 1, **{"b": [None]}}', { a: 1, b: [null] }],
    ['dict(a=1)', { a: 1 }],
    ['{"a": {"b": 2}}["a"]["b"]', 2],
    ['[1, 2][-1]', 2],
    ['",".join(["a", "b"])', 'a,b'],
    ['"A".lower()', 'a'],
    ['int("5")', 5],
    ['not ""', true],
    ['"" or "b"', 'b'],
    ['1 if "" else 2', 2],
    ['f()', undefined],
    ['1j', undefined],
    ['"a" * 10 ** 9', undefined],
    ['10 ** 400', undefined],
  ]
  for (const [code, value] of rows)
    test(code, () => {
      const { names, find } = namesOf({ 'app.py': `value = ${code}\nasked = value\n` })
      assert.deepEqual(names.literal(find('value')), value)
    })

  const variables: readonly (readonly [title: string, code: string, value: unknown])[] = [
    ['one value by two ways', 'if x:\n  a = 1\nelse:\n  a = 1', 1],
    ['two values', 'if x:\n  a = 1\nelse:\n  a = 2', undefined],
    ['added to', 'a = "x"\na += "y"\na += "z"', 'xyz'],
    ['added to in a loop', 'a = "x"\nfor i in y:\n  a += "y"', undefined],
    ['itself', 'a = a', undefined],
    ['two that are each other', 'b = a\na = b', undefined],
    ['a class’s constant', 'class C:\n  K = "k"\na = C.K', 'k'],
    ['doubled until it is too long', `a = "xx"\n${'a = a + a\n'.repeat(60)}`, undefined],
    ['lists doubled until they are too long', `a = [1]\n${'a = [a, a]\n'.repeat(60)}`, undefined],
  ]
  for (const [title, code, value] of variables)
    test(title, () => {
      const { names, find } = namesOf({ 'app.py': `${code}\nasked = (a)\n` })
      assert.deepEqual(names.literal(find('a')), value)
    })
})
