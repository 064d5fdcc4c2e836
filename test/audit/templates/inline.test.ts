// Templates in the program's own strings: which are found, that their places are those of the program, and what rules tell of them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type InlineTemplates, inlineTemplates } from '../../../src/audit/templates/inline.ts'
import { namesOf, projectOf } from '../project-of.ts'

const HEAD =
  'from flask import Flask, render_template_string, request\nimport textwrap\napp = Flask(__name__)\n'

function inlineOf(files: Record<string, string>): InlineTemplates {
  return inlineTemplates(namesOf(projectOf(files)), () => () => null)
}

/** `v()` renders it; its first line is behind the imports. */
const within = (source: string) => inlineOf({ 'app.py': `${HEAD}${source}` })

/** The texts as they are read, without the blanks around them. */
const texts = (source: string) => within(source).templates.map(({ text }) => text.trim())

const ROWS: [what: string, source: string, ...texts: string[]][] = [
  ['a text in the call', `render_template_string('<p>{{ a }}</p>')`, '<p>{{ a }}</p>'],
  ['by its keyword', `render_template_string(source='<p>{{ a }}</p>')`, '<p>{{ a }}</p>'],
  ['a constant, before the view', `A = """<p>"""\ndef v():\n    return render_template_string(A)`, '<p>'],
  ['a constant, behind the view', `def v():\n    return render_template_string(A)\nA = """<p>"""`, '<p>'],
  ['a local variable', `def v():\n    a = '<p>'\n    return render_template_string(a)`, '<p>'],
  ['an attribute of a class', `class A:\n    page = '<p>'\nrender_template_string(A.page)`, '<p>'],
  [
    'two parts with a hole of Python',
    `render_template_string('<p>' + x + '</p>')`,
    `<p>${' '.repeat(9)}</p>`,
  ],
  ['adjacent strings', `render_template_string('<p>' "</p>")`, '<p>   </p>'],
  [
    'a comment with quotes between them',
    `render_template_string('<p>' # it's\n  '</p>')`,
    `<p>${' '.repeat(12)}</p>`,
  ],
  ['a quote that is escaped', `render_template_string('<a b=\\'c\\'>')`, `<a b= 'c '>`],
  ['an escaped line end', `render_template_string('a\\nb')`, 'a \nb'],
  ['an unknown escape', `render_template_string('a\\qb')`, 'a\\qb'],
  ['raw', `render_template_string(r'a\\nb')`, 'a\\nb'],
  ['a quote in a raw string', `render_template_string(r'a\\'b')`, `a\\'b`],
  ['three quotes with others in them', `render_template_string('''a'b"c''')`, `a'b"c`],
  ['textwrap.dedent', `render_template_string(textwrap.dedent('<p>'))`, '<p>'],
  ['replaced in', `A = '<p>X</p>'\nrender_template_string(A.replace('X', y).strip())`, '<p>X</p>'],
  ['formatted by %', `render_template_string('<p>%s</p>' % x)`, '<p>%s</p>'],
  ['either of two', `render_template_string('<p>' if x else '<b>')`, '<p>', '<b>'],
  ['given, or else its own', `def v(t=None):\n    return render_template_string(t or '<p>')`, '<p>'],
  ['one constant of two calls', `A = '<p>'\nrender_template_string(A)\nrender_template_string(A)`, '<p>'],
  ['the last part first', `A = '<p>'\nB = '<b>'\nrender_template_string(B + A)`, '<b>', '<p>'],
  ['an f-string, whose braces are others', `render_template_string(f'<p>{x}</p>')`],
  ['bytes', `render_template_string(b'<p>')`],
  ['a file', `render_template_string(open('a.html').read())`],
  ['a call without arguments', `render_template_string()`],
  ['itself', `a = a + '<p>'\nrender_template_string(a)`, '<p>'],
  ['itself, twice', `a = a + '<p>' + a\nrender_template_string(a)`, '<p>'],
  [
    'what a function hands on',
    `def page(t, **v):\n    return render_template_string(t, **v)\npage('<p>', q=1)`,
    '<p>',
  ],
  [
    'a function that hands on to itself',
    `def page(t):\n    page(t)\n    return render_template_string(t)\npage('<p>')`,
    '<p>',
  ],
  ['another function of that name', `def render_template_string(a): pass\nrender_template_string('<p>')`],
]

describe('found', () => {
  for (const [what, source, ...expected] of ROWS)
    test(what, () => assert.deepEqual([...new Set(texts(source))], expected))

  test('a constant of another module, at its place there', () => {
    const files = {
      'pages.py': `# é\nPAGE = '<p>{{ a }}'`,
      'app.py': `${HEAD}from pages import PAGE\nrender_template_string(PAGE)`,
    }
    const [template] = inlineOf(files).templates
    assert.equal(template?.file, 'pages.py')
    const [hole] = template?.holes ?? []
    assert.equal(files['pages.py'].slice(hole?.start, hole?.end), '{{ a }}')
  })

  test('what stands in it stands there in the program', () => {
    const source = `${HEAD}HEADER = '<body class=\\'x\\'>'\ndef v():\n    return render_template_string(HEADER + """\n<a href="{{ b }}">{# c #}<script src="d"></script>""", b=1)`
    const [template] = inlineOf({ 'app.py': source }).templates
    assert.ok(template)
    const at = ({ start, end }: { start: number; end: number }) => source.slice(start, end)
    assert.deepEqual(template.holes.map(at), ['{{ b }}'])
    assert.deepEqual(template.comments.map(at), ['{# c #}'])
    assert.deepEqual(template.elements.map(at), [
      `<body class=\\'x\\'>`,
      '<a href="{{ b }}">',
      '<script src="d">',
    ])
  })
})

test('a hundred thousand strings, and a program that is one of them, take no time', () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `render_template_string('<p>${at}')`).join('\n')
  const huge = `render_template_string('''${'<p>{{ a }}'.repeat(50_000)}''')`
  const deep = `render_template_string(${"'<p>' + ".repeat(900)}'')`
  const before = process.cpuUsage()
  for (const source of [many, huge, deep]) within(source)
  const { user } = process.cpuUsage(before)
  assert.ok(user < 10e6, `${user / 1e6} s`)
})

test('more than can be held is told, and not read', () => {
  const padding = `X = '${'x'.repeat(900_000)}'\n`
  const { templates, notes } = within(padding + "render_template_string('<p>' + x)\n".repeat(60))
  assert.ok(templates.length > 40 && templates.length < 60, String(templates.length))
  assert.deepEqual(
    notes.map(({ file }) => file),
    ['app.py'],
  )
})
