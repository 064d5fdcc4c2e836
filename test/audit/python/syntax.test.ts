// What each piece of Python becomes, from 2.7 to 3.14, and what is saved of what is no Python.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { createPythonReader, type PythonReader } from '../../../src/audit/python/parse.ts'
import { shownExpr, shownStmts } from './shown.ts'

type Row = readonly [source: string, shown: string]

const LITERALS: readonly Row[] = [
  ['a.b.c', 'a.b.c'],
  ['True, False, None, ...', 'Tuple(true, false, null, ...)'],
  ['1_000, 0x1F, 0o17, 0b101, 1.5e3, 2j', 'Tuple(1000, 31, 15, 5, 1500, NaN)'],
  ['\'a\\n\\x41\\u00e9\\101\\q\' "b"', '"a\\nAéA\\\\qb"'],
  ["r'a\\n' b'\\x00' rb'\\d'", '"a\\\\n\\u0000\\\\d"'],
  ["'''a\nb'''", '"a\\nb"'],
  ["f'a{b}c{d!r:>{w}}{{e}}{g=}'", 'f<"a", b, "c", d, w, "{e}", "g=", g>'],
  ["f'{a}' 'b' f\"{c['d']}\"", 'f<a, "b", c["d"]>'],
  ['f\'{a + f"{b}"}\'', 'f<(a + f<b>)>'],
  ["rf'\\d{a}'", 'f<"\\\\d", a>'],
  ["t'{a}'", 't<a>'],
  ["'a\\\nb'", '"ab"'],
]

const EXPRESSIONS: readonly Row[] = [
  ['f(a, *b, c=d, **e)', 'f(a, *b, c=d, **e)'],
  ['f(x for x in y)', 'f(generator(x for x in y))'],
  [
    'a[b], a[b, c], a[b,], a[1:2], a[::3, 4]',
    'Tuple(a[b], a[Tuple(b, c)], a[Tuple(b)], a[slice(1, 2)], a[Tuple(slice(3), 4)])',
  ],
  ['-a ** +b, not c, ~d', 'Tuple((- (a ** (+ b))), (not c), (~ d))'],
  [
    'a + b * c - d // e % f @ g | h & i ^ j << k >> l',
    '(((a + (b * c)) - (((d // e) % f) @ g)) | (h & (i ^ ((j << k) >> l))))',
  ],
  ['a or b or c and not d', '(a or b or (c and (not d)))'],
  ['a < b <= c not in d is not e', '(a < b <= c not in d is not e)'],
  [
    "[a, *b], (a,), (), {a, b}, {}, {'a': 1, **b}",
    'Tuple(List(a, *b), Tuple(a), Tuple(), Set(a, b), {}, {"a": 1, **b})',
  ],
  ['lambda a, *b, c=1, **d: a', 'lambda(a, *b, c=1, **d: a)'],
  ['a if b else c', '(a if b else c)'],
  [
    '[a for b in c if d if e for g in h], {a for b in c}, {a: b for a, b in c}, (a for b in c)',
    'Tuple(list(a for b in c if d if e for g in h), set(a for b in c), dict(a: b for Tuple(a, b) in c), generator(a for b in c))',
  ],
  ['[a async for b in c]', 'list(a for b in c)'],
  ['(a := b), (yield), (yield from a)', 'Tuple((a := b), Yield(), Yield(a))'],
  ['await a', 'Await(a)'],
  ['x = yield a', 'x = Yield(a)'],
  ['(a)(b)(c).d[e].f()', 'a(b)(c).d[e].f()'],
  ['a if b else c, d', 'Tuple((a if b else c), d)'],
  ["print(*a, sep='')", 'print(*a, sep="")'],
]

const ASSIGNMENTS: readonly Row[] = [
  ['a = b = c, d', 'a = b = Tuple(c, d)'],
  ['a, (b, *c) = [d, e] = f', 'Tuple(a, Tuple(b, *c)) = List(d, e) = f'],
  ['a.b[c] = d', 'a.b[c] = d'],
  ['a: int', 'a: int'],
  ['a: list[str] = []', 'a: list[str] = List()'],
  ['a += b; a //= c; a **= yield', 'a += b; a //= c; a **= Yield()'],
  ['type X[T] = list[T]', 'X = list[T]'],
]

const STATEMENTS: readonly Row[] = [
  ['import a.b as c, d', 'import a.b as c, d'],
  ['from a.b import c as d, e', 'from a.b import c as d, e'],
  ['from . import a', 'from . import a'],
  ['from ...a.b import (c,\n  d as e,)', 'from ...a.b import c, d as e'],
  ['from a import *', 'from a import *'],
  ['from __future__ import annotations', 'from __future__ import annotations'],
  ['return', 'return'],
  [
    'def f(a, b: int = 1, /, *args: str, c=2, **kw) -> dict[str, int]:\n  return a',
    'def f(a, b:int=1, *args:str, c=2, **kw) -> dict[Tuple(str, int)] {return a}',
  ],
  ['def f[T: int](a: T): pass', 'def f(a:T) {pass}'],
  [
    'async def f():\n  async with a as b, c: await d\n  async for e in g: pass',
    'async def f() {with a as b, c {Await(d)}; for e in g {pass}}',
  ],
  ['@a.b(c)\n@d\ndef f(): pass', '@a.b(c) @d def f() {pass}'],
  [
    '@a\nclass A[T](B, metaclass=M):\n  x = 1\n  def y(self): pass',
    '@a class A(B, metaclass=M) {x = 1; def y(self) {pass}}',
  ],
  ['class A: pass', 'class A() {pass}'],
  ['if a: b\nelif c: d\nelif e: g\nelse: h', 'if a {b} else {if c {d} else {if e {g} else {h}}}'],
  ['while a:\n  break\nelse: continue', 'while a {break} else {continue}'],
  ['for a, b in c, d:\n  pass\nelse:\n  e', 'for Tuple(a, b) in Tuple(c, d) {pass} else {e}'],
  ['with (open(a) as f, b as (c, d)): pass', 'with open(a) as f, b as Tuple(c, d) {pass}'],
  [
    'try:\n  a\nexcept A as e: b\nexcept (A, B): c\nexcept: d\nelse: e\nfinally: f',
    'try {a} except A as e {b} except Tuple(A, B) {c} except  {d} else {e} finally {f}',
  ],
  ['try: a\nexcept* A as e: b', 'try {a} except A as e {b}'],
  ['try: a\nexcept A, B: b', 'try {a} except Tuple(A, B) {b}'],
  ['try: a\nexcept A, B, C: b', 'try {a} except Tuple(A, B, C) {b}'],
  ['raise A(b) from c', 'raise A(b)'],
  ["assert a, 'b'", 'assert a'],
  ['del a.b, c[d]', 'del a.b, c[d]'],
  ['def f():\n  global a, b\n  nonlocal c', 'def f() {global a, b; global c}'],
  ["match a, b:\n  case 1 | 'c': d", 'match Tuple(a, b) {case 1, "c" {d}}'],
  [
    "match a:\n  case -1: pass\n  case Color.RED | None: pass\n  case ('a'): pass",
    'match a {case (- 1) {pass}; case Color.RED, null {pass}; case "a" {pass}}',
  ],
  [
    "match a:\n  case [b, *c] if d: pass\n  case P(x, y=z) as q: pass\n  case {'k': v, **r}: pass\n  case _: pass",
    'match a {case ? binds b, c if d {pass}; case ? binds x, z, q {pass}; case ? binds v, r {pass}; case ? {pass}}',
  ],
  ['match = 1; type = 2; match.a(type)', 'match = 1; type = 2; match.a(type)'],
  ['if a:\n  # a comment\n  b # another\n# at the margin\nc', 'if a {b}; c'],
]

const PYTHON_2: readonly Row[] = [
  ["print 'a', b", 'print("a", b)'],
  ['print >>f, a', 'print(a, file=f)'],
  ['print', 'print'],
  ["print 'a' % b,", 'print(("a" % b))'],
  ["exec 'a' in b, c", 'exec("a", b, c)'],
  ['exec a', 'exec(a)'],
  ['a = `b + c`', 'a = repr((b + c))'],
  ['try: a\nexcept E, e: b', 'try {a} except E as e {b}'],
  ["raise E, 'a', tb", 'raise Tuple(E, "a", tb)'],
  ['a <> b', '(a != b)'],
  ["ur'a' + u'b'", '("a" + "b")'],
  ['0777, 10L', 'Tuple(511, 10)'],
  ['def f(a, (b, c)): pass', 'def f(a, b, c) {pass}'],
]

const BROKEN: readonly Row[] = [
  ['def f(:\n  return a', 'def f() {return a}'],
  ['def f(a)\n  return a', 'broken {f; ?(a); a}'],
  ['a = (b\ndef f():\n  return 1\nc = d', 'broken {a; b}; def f() {return 1}; c = d'],
  [
    'foo(a\nbar = 1\n@d\n@e(g)\ndef x():\n  return y\nclass A:\n  z = 1',
    'broken {foo; a}; bar = 1; @d @e(g) def x() {return y}; class A() {z = 1}',
  ],
  ['if a:', 'if a {}'],
  ['x = \ny = 1', 'x = y = 1'],
  ["return 'a\nb = 1", 'return a; b = 1'],
  [
    'class A:\n  def f(self):\n    x = [1,\n  def g(self): return 2\ndef h(): return 3',
    'class A() {def f(self) {}}; def h() {return 3}',
  ],
  ['f(a b, c)', 'f(a, c)'],
  [
    '<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> other\nb = 3',
    'broken {}; HEAD; a = 1; broken {}; a = 2; broken {}; other; b = 3',
  ],
  ['a.', 'broken {a}'],
  ['a $ b', 'broken {a; broken {}}; b'],
]

let reader: PythonReader
before(async () => {
  reader = await createPythonReader()
})

function read(source: string) {
  return reader.module('a.py', 'a', false, `${source}\n`)
}

function table(title: string, rows: readonly Row[], broken?: boolean): void {
  describe(title, () => {
    for (const [source, shown] of rows)
      test(source, () => {
        const module = read(source)
        assert.equal(shownStmts(module.body), shown)
        if (broken !== undefined) assert.equal(module.broken, broken)
      })
  })
}

table('literals', LITERALS, false)
table('expressions', EXPRESSIONS, false)
table('assignments', ASSIGNMENTS, false)
table('statements', STATEMENTS, false)
table('Python 2', PYTHON_2, false)
table('broken files', BROKEN)

describe('a module', () => {
  test('says where its nodes stand, in UTF-16 units', () => {
    const source = "x = '𝄞é'\nfoo(y)\n"
    const module = read(source)
    const texts = module.body.map(({ start, end, origin }) => origin.text.slice(start, end))
    assert.deepEqual(texts, ["x = '𝄞é'", 'foo(y)'])
    assert.equal(module.body[0]?.origin, module)
  })

  test('keeps its comments, wherever they stand', () => {
    const module = read('f(a, # one\n  b)\nif c:\n  # two\n  pass\n# three')
    assert.deepEqual(
      module.comments.map(({ text }) => text),
      ['# one', '# two', '# three'],
    )
  })

  test('places what was saved after an error where it stands', () => {
    const module = read('foo(a\ndef g(): # here\n  return b')
    const saved = module.body.at(-1)
    assert.equal(saved && module.text.slice(saved.start, saved.end), 'def g(): # here\n  return b')
    assert.equal(module.comments[0]?.start, module.text.indexOf('#'))
    assert.equal(module.broken, true)
  })
})

describe('an expression of a template', () => {
  const origin = { file: 't.html', text: '<p>{{ user.name }}' }
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['user.name', 'user.name'],
    [' a, b ', 'Tuple(a, b)'],
    ['f(a)\n', 'f(a)'],
    ["'x' + y", '("x" + y)'],
    ['x for x in y', 'generator(x for x in y)'],
    ['()', 'Tuple()'],
    ['a)(b', undefined],
    ['a b', undefined],
    ['', undefined],
    ['# a', undefined],
    ['{', undefined],
  ]
  for (const [text, shown] of rows)
    test(JSON.stringify(text), () => {
      const found = reader.expression(text, origin, 0)
      assert.equal(found === null ? undefined : shownExpr(found), shown)
    })

  test('stands where the template has it', () => {
    const found = reader.expression(' user.name ', origin, 5)
    assert.equal(found && origin.text.slice(found.start, found.end), 'user.name')
    assert.equal(found?.origin, origin)
  })
})
