// Jinja's expressions as trees of Python's: precedence, filters, tests; and statements.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Expr } from '../../../src/audit/python/ast.ts'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'

/** As Python, with brackets around each operation. */
function shown(expr: Expr): string {
  switch (expr.kind) {
    case 'Name':
      return expr.id
    case 'Str':
      return JSON.stringify(expr.value)
    case 'Num':
      return expr.text
    case 'Const':
      return expr.value === null ? 'None' : String(expr.value)
    case 'Attribute':
      return `${shown(expr.object)}.${expr.name}`
    case 'Subscript':
      return `${shown(expr.object)}[${shown(expr.index)}]`
    case 'Slice':
      return `slice ${expr.parts.map(shown).join(' ')}`
    case 'Call': {
      const keywords = expr.keywords.map(({ name, value }) => `${name ?? '**'}=${shown(value)}`)
      return `${shown(expr.callee)}(${[...expr.args.map(shown), ...keywords].join(', ')})`
    }
    case 'BinOp':
      return `(${shown(expr.left)} ${expr.op} ${shown(expr.right)})`
    case 'UnaryOp':
      return `(${expr.op} ${shown(expr.operand)})`
    case 'BoolOp':
      return `(${expr.values.map(shown).join(` ${expr.op} `)})`
    case 'Compare':
      return `(${shown(expr.left)}${expr.rest.map(({ op, right }) => ` ${op} ${shown(right)}`).join('')})`
    case 'IfExp':
      return `(${shown(expr.body)} if ${shown(expr.test)} else ${shown(expr.orelse)})`
    case 'List':
    case 'Tuple':
      return `${expr.kind}[${expr.elements.map(shown).join(', ')}]`
    case 'Dict':
      return `{${expr.entries.map(({ key, value }) => `${key && shown(key)}: ${shown(value)}`).join(', ')}}`
    case 'Starred':
      return `*${shown(expr.value)}`
    case 'FString':
      return `f[${expr.parts.map(shown).join(', ')}]`
    default:
      return expr.kind
  }
}

const ROWS: [source: string, value: string | null, ...filters: string[]][] = [
  ['x', 'x'],
  ['x.y.z', 'x.y.z'],
  ['x.0', 'x[0]'],
  ["x['a'].b[1:2]", 'x["a"].b[slice 1 2]'],
  ['x|e', 'x', 'e()'],
  ['x | e | safe', 'x', 'e()', 'safe()'],
  ["x|default('a', true)", 'x', 'default("a", true)'],
  ["x|default(value='a')", 'x', 'default(value="a")'],
  ["x|replace('|', ')')|safe", 'x', 'replace("|", ")")', 'safe()'],
  ['(x ~ y)|safe', '(x + y)', 'safe()'],
  ['(x|e)|safe', 'x', 'e()', 'safe()'],
  ['x ~ y|e', '(x + e(y))'],
  ['x|e ~ y', '(e(x) + y)'],
  ["x|join(', ') if y else z|safe", '(join(x, ", ") if y else safe(z))'],
  ['f(x|e, a=y|safe)', 'f(e(x), a=safe(y))'],
  ['a ~ b + c', '((a + b) + c)'],
  ['a + b ~ c', '(a + (b + c))'],
  ['a * b + c ** d', '((a * b) + (c ** d))'],
  ['not a and b or c', '(((not a) and b) or c)'],
  ['a == b and c not in d', '((a == b) and (c not in d))'],
  ['a if b', '(a if b else None)'],
  ['a if b else c if d', '(a if b else (c if d else None))'],
  ["('a' if b) ~ c", '(("a" if b else None) + c)'],
  ['x is defined', '(x is defined)'],
  ['x is not none and y', '((x is not none) and y)'],
  ['x is divisibleby 3', '(x is divisibleby(3))'],
  ['x is divisibleby(3) or y', '((x is divisibleby(3)) or y)'],
  ['x|length > 3', '(length(x) > 3)'],
  ['-x|abs', '(- x)', 'abs()'],
  ["'a' 'b'", '"ab"'],
  ["'a\\'\\n\\x41\\u00e9'", '"a\'\\nAé"'],
  ['true', 'true'],
  ['None', 'None'],
  ['1_000.5', '1000.5'],
  ['[a, (b,), ()]', 'List[a, Tuple[b], Tuple[]]'],
  ["{'a': b, 'c': {}}", '{"a": b, "c": {}}'],
  ['f(*a, **b)', 'f(*a, **=b)'],
  ['a, b', 'Tuple[a, b]'],
  ["url_for('static', filename='a.css')", 'url_for("static", filename="a.css")'],
  ['loop.index', 'loop.index'],
  ['x y', null],
  ['x|', null],
  ['(x', null],
  ['x[', null],
  ["'a", null],
  ['x ? y', null],
  ['', null],
]

describe('an expression', () => {
  for (const [source, value, ...filters] of ROWS)
    test(`${source} → ${[value, ...filters].join(' | ')}`, () => {
      const { holes, broken } = scanTemplate('a.html', 'a.html', `<p>{{ ${source} }}`)
      const hole = holes[0]
      if (value === null) assert.equal(broken, true)
      if (hole === undefined) return assert.equal(value, null)
      assert.equal(hole.value && shown(hole.value), value)
      const filterTexts = hole.filters.map(({ name, args, keywords = [] }) => {
        const named = keywords.map((keyword) => `${keyword.name}=${shown(keyword.value)}`)
        return `${name}(${[...args.map(shown), ...named].join(', ')})`
      })
      assert.deepEqual(filterTexts, filters)
    })
})

test('each node knows its place in the template', () => {
  const text = "<p>{{ a.b ~ f('c')|e }}"
  const value = scanTemplate('a.html', 'a.html', text).holes[0]?.value
  assert.ok(value?.kind === 'BinOp')
  assert.equal(text.slice(value.left.start, value.left.end), 'a.b')
  assert.equal(text.slice(value.right.start, value.right.end), "f('c')|e")
  assert.equal(value.origin.file, 'a.html')
})

test('what Jinja does not know is asked of Python’s grammar', () => {
  const asked: [string, number][] = []
  const { broken } = scanTemplate('a.html', 'a.html', '<p>{{ [x for x in y] }}', (source, offset) => {
    asked.push([source, offset])
    return null
  })
  assert.deepEqual(asked, [[' [x for x in y] ', 5]])
  assert.equal(broken, true)
})

const BINDINGS: [source: string, ...bindings: string[]][] = [
  ['{% set a = b %}', 'a = b'],
  ['{% set a, b = c, d %}', 'a = c', 'b = d'],
  ['{% set a, b = c %}', 'a = c', 'b = c'],
  ['{% set ns.a = b|e %}', 'ns.a = e(b)'],
  ['{% set a %}{{ b }}-{{ c }}{% endset %}', 'a = f[b, c]'],
  ['{% for a in b %}{% endfor %}', 'a in b'],
  ['{% for a, b in c.items() if a recursive %}{% endfor %}', 'a in c.items()', 'b in c.items()'],
  ['{% for (a, b) in c|dictsort %}{% endfor %}', 'a in dictsort(c)', 'b in dictsort(c)'],
  ['{% with a = b, c = d %}{% endwith %}', 'a = b', 'c = d'],
  ['{% trans a=b, c %}{% endtrans %}', 'a = b'],
]

for (const [source, ...bindings] of BINDINGS)
  test(`${source} binds ${bindings.join(', ')}`, () => {
    const template = scanTemplate('a.html', 'a.html', source)
    assert.equal(template.broken, false)
    assert.deepEqual(
      template.bindings.map(({ name, value, loop }) => `${name} ${loop ? 'in' : '='} ${shown(value)}`),
      bindings,
    )
  })

test('other templates, macros and blocks are known by name', () => {
  const template = scanTemplate(
    'a.html',
    'a.html',
    `{% extends "base.html" %}{% import 'm.html' as m %}{% from "n.html" import a as b, c with context %}
     {% include ["x.html", "y.html"] ignore missing %}{% include name %}
     {% macro field(f, label='x') %}{{ f }}{% endmacro %}{% block body scoped %}{{ x }}{% endblock body %}{{ y }}`,
  )
  assert.deepEqual(template.extends, ['base.html'])
  assert.deepEqual(template.includes, ['x.html', 'y.html'])
  assert.deepEqual(template.imports, [
    { template: 'm.html', as: ['m'] },
    { template: 'n.html', as: ['b', 'c'], names: ['a', 'c'] },
  ])
  assert.deepEqual(
    template.macros.map(({ name, params }) => [name, ...params]),
    [['field', 'f', 'label']],
  )
  assert.deepEqual(
    template.blocks.map(({ name }) => name),
    ['body'],
  )
  assert.deepEqual(
    template.holes.map(({ macro }) => macro),
    ['field', null, null],
  )
  assert.equal(template.broken, false)
})

test('autoescape and filter blocks hold for what stands in them', () => {
  const { holes } = scanTemplate(
    'a.html',
    'a.html',
    `{{ a }}{% autoescape false %}{{ b }}{% autoescape true %}{{ c }}{% endautoescape %}{{ d }}{% endautoescape %}
     {% filter trim|upper %}{{ e|title }}{% endfilter %}{{ f }}`,
  )
  assert.deepEqual(
    holes.map(({ autoescape }) => autoescape),
    [null, false, true, false, null, null],
  )
  assert.deepEqual(
    holes.map(({ filters }) => filters.map(({ name }) => name)),
    [[], [], [], [], ['title', 'trim', 'upper'], []],
  )
})
