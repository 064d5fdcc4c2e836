// Does a token travel with a form, and by what.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resolveForms } from '../../../src/audit/templates/forms.ts'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'
import type { Form } from '../../../src/audit/templates/template.ts'

function formsOf(files: Record<string, string>): Form[] {
  const templates = Object.entries(files).map(([name, text]) => scanTemplate(`templates/${name}`, name, text))
  return resolveForms(templates).flatMap(({ forms }) => forms)
}

const post = (body: string) => `<form method="post">${body}<input name="q"></form>`
const FIELDS = { '_fields.html': '{% macro all(f) %}<p>{{ f.hidden_tag() }}{{ f.a() }}</p>{% endmacro %}' }
const BARE = { '_fields.html': '{% macro all(f) %}<p>{{ f.a() }}</p>{% endmacro %}' }

const ROWS: [what: string, files: Record<string, string>, by: string | null][] = [
  ['nothing', { 'a.html': post('') }, null],
  ['a field of the form', { 'a.html': post('{{ form.email() }}') }, null],
  ['a token outside', { 'a.html': `{{ csrf_token() }}${post('')}{{ csrf_token() }}` }, null],
  ['a token in a comment of Jinja', { 'a.html': post('{# {{ form.hidden_tag() }} #}') }, null],
  ['hidden_tag()', { 'a.html': post('{{ form.hidden_tag() }}') }, 'hidden_tag'],
  ['form.csrf_token', { 'a.html': post('{{ form.csrf_token }}') }, 'csrf_token'],
  ["form['csrf_token']", { 'a.html': post("{{ form['csrf_token'] }}") }, 'csrf_token'],
  [
    'a hidden input',
    { 'a.html': post('<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">') },
    'input csrf_token',
  ],
  [
    'an input of an own name',
    { 'a.html': post('<input type=hidden name=_csrf_token value="{{ t }}">') },
    'input _csrf_token',
  ],
  ['_token', { 'a.html': post('<input type=hidden name=_token value="{{ t }}">') }, 'input _token'],
  [
    'csrf in the action',
    { 'a.html': '<form method=post action="?{{ x }}"><input name="_csrf" value="{{ t }}"></form>' },
    'input _csrf',
  ],
  ['quick_form', { 'a.html': post('{{ wtf.quick_form(form) }}') }, 'quick_form'],
  ['render_form', { 'a.html': post('{{ render_form(form) }}') }, 'render_form'],
  ['the form as a whole', { 'a.html': post('{{ form }}') }, 'form as a whole'],
  [
    'a field macro of a package',
    { 'a.html': `{% import "bootstrap/wtf.html" as wtf %}${post('{{ wtf.form_field(form.email) }}')}` },
    null,
  ],
  [
    'a form macro of a package',
    { 'a.html': `{% import "x/y.html" as y %}${post('{{ y.show(form) }}')}` },
    'show(form)',
  ],
  [
    'a loop over the fields',
    { 'a.html': post('{% for field in form %}{{ field.label }}{{ field() }}{% endfor %}') },
    'field',
  ],
  [
    'a loop without hidden ones',
    {
      'a.html': post(
        "{% for field in form if field.widget.input_type != 'hidden' %}{{ field() }}{% endfor %}",
      ),
    },
    null,
  ],
  ['a loop over something else', { 'a.html': post('{% for item in items %}{{ item }}{% endfor %}') }, null],
  [
    'a variable set to it',
    { 'a.html': post('{% set t = csrf_token() %}<input name=t value="{{ t }}">') },
    't',
  ],
  ['a tag of an extension', { 'a.html': post('{% csrf_token %}') }, 'csrf_token'],
  [
    'an own macro',
    { 'a.html': `{% macro all(f) %}{{ f.csrf_token }}{% endmacro %}${post('{{ all(form) }}')}` },
    'macro all',
  ],
  [
    'an own macro without',
    { 'a.html': `{% macro all(f) %}{{ f.a }}{% endmacro %}${post('{{ all(form) }}')}` },
    null,
  ],
  [
    'from import',
    { ...FIELDS, 'a.html': `{% from "_fields.html" import all %}${post('{{ all(form) }}')}` },
    'macro all',
  ],
  [
    'from import as',
    { ...FIELDS, 'a.html': `{% from "_fields.html" import all as x with context %}${post('{{ x(form) }}')}` },
    'macro x',
  ],
  [
    'import as',
    { ...FIELDS, 'a.html': `{% import "_fields.html" as f %}${post('{{ f.all(form) }}')}` },
    'macro all',
  ],
  [
    'from import without',
    { ...BARE, 'a.html': `{% from "_fields.html" import all %}${post('{{ all(form) }}')}` },
    null,
  ],
  [
    'a macro of a macro',
    {
      ...FIELDS,
      'a.html': `{% import "_fields.html" as f %}{% macro m(x) %}{{ f.all(x) }}{% endmacro %}${post('{{ m(form) }}')}`,
    },
    'macro m',
  ],
  [
    'macros in a circle',
    {
      'a.html': `{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}${post('{{ a() }}')}`,
    },
    null,
  ],
  [
    'an include',
    { 'i.html': '{{ form.hidden_tag() }}', 'a.html': post('{% include "i.html" %}') },
    'include i.html',
  ],
  ['an include without', { 'i.html': '{{ form.a }}', 'a.html': post('{% include "i.html" %}') }, null],
  [
    'an include of an include',
    {
      'j.html': '<input name="csrf_token">',
      'i.html': '{% include "j.html" %}',
      'a.html': post('{% include "i.html" %}'),
    },
    'include i.html',
  ],
  ['an include by a variable', { 'a.html': post('{% include part %}') }, 'include of a variable'],
  ['an include that is not there', { 'a.html': post('{% include "gone.html" %}') }, 'include gone.html'],
  [
    'includes in a circle',
    { 'i.html': '{% include "i.html" %}', 'a.html': post('{% include "i.html" %}') },
    null,
  ],
  [
    'a block of a child',
    {
      'c.html': '{% extends "a.html" %}{% block f %}{{ form.hidden_tag() }}{% endblock %}',
      'a.html': post('{% block f %}{% endblock %}'),
    },
    'block f',
  ],
  [
    'a call',
    {
      'a.html':
        '{% macro box() %}<form method=post>{{ caller() }}</form>{% endmacro %}{% call box() %}{{ form.hidden_tag() }}{% endcall %}',
    },
    'caller()',
  ],
  [
    'a call without',
    {
      'a.html':
        '{% macro box() %}<form method=post>{{ caller() }}</form>{% endmacro %}{% call box() %}{{ form.a }}{% endcall %}',
    },
    null,
  ],
  ['a token in a branch', { 'a.html': post('{% if a %}{{ csrf_token() }}{% endif %}') }, 'csrf_token'],
]

describe('a token', () => {
  for (const [what, files, by] of ROWS)
    test(`${what}: ${by ?? 'none'}`, () => {
      const [form, ...others] = formsOf(files)
      assert.ok(form)
      assert.deepEqual(others, [])
      assert.deepEqual([form.token, form.tokenBy], [by !== null, by ?? ''])
    })
})

const METHODS: [tag: string, method: string, endpoint?: string | null][] = [
  ['<form>', 'get'],
  ['<form method=POST>', 'post'],
  ['<form method="{{ m }}">', 'unknown'],
  ['<form method="dialog">', 'dialog'],
  ['<form method="put">', 'get'],
  ['<form {% if a %}method="post"{% endif %}>', 'post'],
  ['<form method="post" action="{{ url_for(\'auth.login\', next=n) }}">', 'post', 'auth.login'],
  ['<form method="post" action=\'{{ url_for( "login" ) }}\'>', 'post', 'login'],
  ['<form method="post" action="{{ url_for(name) }}">', 'post', null],
  ['<form method="post" action="/login">', 'post', null],
]

for (const [tag, method, endpoint = null] of METHODS)
  test(`${tag} → ${method}${endpoint === null ? '' : ` to ${endpoint}`}`, () => {
    const [form] = formsOf({ 'a.html': `${tag}</form>` })
    assert.deepEqual([form?.method, form?.endpoint], [method, endpoint])
  })

test('a form ends at its end tag, and has the fields that stand in it', () => {
  const text =
    '<form><input name=a type=EMAIL><select name="b"></select><textarea name=c></textarea><input name="{{ d }}"></form><input name=e>'
  const [form] = formsOf({ 'a.html': text })
  assert.deepEqual(form?.fields, [
    { name: 'a', type: 'email' },
    { name: 'b', type: 'select' },
    { name: 'c', type: 'textarea' },
  ])
  assert.equal(form?.end, text.indexOf('</form>'))
})

test('forms of two branches share what follows', () => {
  const forms = formsOf({
    'a.html':
      '{% if a %}<form method=post action="/a">{% else %}<form method=get action="/b">{% endif %}<input name=c></form>',
  })
  assert.deepEqual(
    forms.map(({ action, method, fields }) => [action, method, fields.length]),
    [
      ['/a', 'post', 1],
      ['/b', 'get', 1],
    ],
  )
})

test('a form that is never closed ends where the next one begins, or the file', () => {
  const text = '<form><input name=a><form><input name=b>'
  const forms = formsOf({ 'a.html': text })
  assert.deepEqual(
    forms.map(({ end, fields }) => [end, fields.length]),
    [
      [text.lastIndexOf('<form'), 1],
      [text.length, 1],
    ],
  )
})
