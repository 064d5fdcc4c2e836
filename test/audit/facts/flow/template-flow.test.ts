// What stands in a template's hole, from the view that renders it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Hook, Render } from '../../../../src/audit/facts/facts.ts'
import { buildFlow } from '../../../../src/audit/facts/flow/flow.ts'
import { createTemplateTaints } from '../../../../src/audit/facts/flow/template-flow.ts'
import { placeOf } from '../../../../src/audit/location.ts'
import type { Call } from '../../../../src/audit/python/ast.ts'
import type { Names } from '../../../../src/audit/python/names-api.ts'
import { scanTemplate } from '../../../../src/audit/templates/scan.ts'
import type { Template } from '../../../../src/audit/templates/template.ts'
import { namesOf, reader, routesOf } from './flow-of.ts'

const IMPORTS = `from flask import Flask, render_template, request, g\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\ndb = SQLAlchemy(app)\nclass User(db.Model):\n    id = db.Column(db.Integer)\n    bio = db.Column(db.Text)\n    age = db.Column(db.Integer)\n`

/** Source or kind of what may stand in each hole of `shown`. */
function holesOf(python: string, templates: Readonly<Record<string, string>>, shown = 'x.html'): string[] {
  const { names } = namesOf({ 'app.py': IMPORTS + python })
  const scanned = Object.entries(templates).map(([name, text]) => {
    const origin = { file: `templates/${name}`, text }
    return scanTemplate(origin.file, name, text, (source, offset) =>
      reader.expression(source, origin, offset),
    )
  })
  const renders = rendersIn(names)
  const flow = buildFlow({ names, routes: routesOf(names), renders, templates: scanned, sinks: [] })
  const taintOf = createTemplateTaints({
    flow,
    templates: scanned,
    rendersOf: (template) => rendersOf(renders, scanned, template),
    hooks: hooksIn(names),
  })
  const template = scanned.find(({ name }) => name === shown) as Template
  return template.holes.map((hole) =>
    taintOf(template, hole)
      .map(
        ({ kind, source, clean }) =>
          `${kind === 'request' ? source.what : kind}${clean.has('html') ? ' escaped' : ''}`,
      )
      .join(),
  )
}

function rendersIn(names: Names): Render[] {
  const out: Render[] = []
  for (const { call, inside } of names.calls) {
    if (call.callee.kind !== 'Name' || call.callee.id !== 'render_template' || call.args[0]?.kind !== 'Str')
      continue
    const values = new Map(
      call.keywords.flatMap(({ name, value }) => (name === null ? [] : [[name, value] as const])),
    )
    out.push({
      template: call.args[0].value,
      call,
      view: inside,
      values,
      all: values.size < call.keywords.length,
      at: placeOf(call),
    })
  }
  return out
}

function rendersOf(renders: readonly Render[], all: readonly Template[], template: Template): Render[] {
  const shownBy = all.filter((other) => [...other.extends, ...other.includes].includes(template.name))
  return [
    ...renders.filter((render) => render.template === template.name),
    ...shownBy.flatMap((other) => rendersOf(renders, all, other)),
  ]
}

function hooksIn(names: Names): Hook[] {
  return names.functions
    .filter(({ def }) =>
      def.decorators.some((each) => each.kind === 'Attribute' && each.name === 'context_processor'),
    )
    .map((fn) => ({
      event: 'context_processor',
      fn,
      blueprint: null,
      argument: null as Call | null,
      at: placeOf(fn.def),
    }))
}

const view = (body: string) => `@app.route('/<name>')\ndef v(name):\n    ${body.split('\n').join('\n    ')}\n`

describe('a hole', () => {
  const rows: readonly (readonly [
    string,
    string,
    string | Readonly<Record<string, string>>,
    readonly string[],
  ])[] = [
    [
      'what the view passes',
      view(`return render_template('x.html', a=request.args['q'], b='x')`),
      '{{ a }}{{ b }}{{ c }}',
      ["request.args['q']", '', ''],
    ],
    [
      'a path parameter',
      view(`return render_template('x.html', a=name)`),
      '{{ a }}',
      ['path parameter name'],
    ],
    [
      'a checked value',
      view(`if name not in ('a', 'b'):\n    name = 'a'\nreturn render_template('x.html', a=name)`),
      '{{ a }}',
      [''],
    ],
    [
      'a variable of the view',
      view(`t = 'x ' + request.args['q']\nreturn render_template('x.html', a=t)`),
      '{{ a }}',
      ["request.args['q']"],
    ],
    [
      'an attribute of a row',
      view(`return render_template('x.html', u=User.query.get(1))`),
      '{{ u.bio }}{{ u.age }}{{ u.id }}',
      ['stored', '', ''],
    ],
    [
      'rows in a loop',
      view(`return render_template('x.html', us=User.query.all())`),
      '{% for u in us %}{{ u.bio }}{{ u.age }}{{ loop.index }}{% endfor %}',
      ['stored', '', ''],
    ],
    [
      'set',
      view(`return render_template('x.html', a=name)`),
      '{% set b = a %}{{ b }}',
      ['path parameter name'],
    ],
    [
      'a dict',
      view(`return render_template('x.html', d={'a': name, 'b': 'x'})`),
      "{{ d['a'] }}{{ d['b'] }}{{ d.get('a') }}",
      ['path parameter name', '', 'path parameter name'],
    ],
    [
      'a dict by a dot',
      view(`return render_template('x.html', d={'a': name, 'b': 'x'})`),
      '{{ d.a }}{{ d.b }}',
      ['path parameter name', ''],
    ],
    [
      'filters',
      view(`return render_template('x.html', a=name)`),
      '{{ a|upper }}{{ a|e }}{{ a|length }}{{ a|tojson }}{{ a|safe }}',
      [
        'path parameter name',
        'path parameter name escaped',
        '',
        'path parameter name escaped',
        'path parameter name',
      ],
    ],
    [
      'own filter that cleans',
      `import bleach\n@app.template_filter('tidy')\ndef tidy(s):\n    return bleach.clean(s)\n@app.template_filter()\ndef loud(s):\n    return s + '!'\n${view(`return render_template('x.html', a=name)`)}`,
      '{{ a|tidy }}{{ a|loud }}',
      ['path parameter name escaped', 'path parameter name'],
    ],
    [
      'joined text',
      view(`return render_template('x.html', a=name)`),
      "{{ 'x' ~ a }}",
      ['path parameter name'],
    ],
    [
      'request itself',
      view(`return render_template('x.html')`),
      '{{ request.args.q }}{{ request.args.get("q") }}{{ request.endpoint }}',
      ['request.args.q', 'request.args.get("q")', ''],
    ],
    [
      'the session is none',
      view(`return render_template('x.html')`),
      '{{ session.name }}{{ config.NAME }}',
      ['', ''],
    ],
    [
      'a template that is extended',
      view(`return render_template('y.html', a=name)`),
      { 'x.html': '<b>{{ a }}</b>{% block c %}{% endblock %}', 'y.html': '{% extends "x.html" %}' },
      ['path parameter name'],
    ],
    [
      'a template that is included, with the loop around it',
      view(`return render_template('y.html', us=User.query.all())`),
      { 'x.html': '{{ u.bio }}', 'y.html': '{% for u in us %}{% include "x.html" %}{% endfor %}' },
      ['stored'],
    ],
    [
      "a macro's argument",
      view(`return render_template('y.html', a=name)`),
      {
        'x.html': '{% macro m(p, q) %}{{ p }}{{ q }}{% endmacro %}',
        'y.html': '{% from "x.html" import m %}{{ m("x", a) }}',
      },
      ['', 'path parameter name'],
    ],
    [
      'through a helper of Python',
      `def page(title):\n    return render_template('x.html', t=title)\n${view(`return page(request.args['q'])`)}`,
      '{{ t }}',
      ["request.args['q']"],
    ],
    [
      'a context processor',
      `@app.context_processor\ndef more():\n    return dict(q=request.args.get('q'), p='x')\n${view(`return render_template('x.html')`)}`,
      '{{ q }}{{ p }}',
      ["request.args.get('q')", ''],
    ],
    [
      'a context handed on as a dict',
      view(`ctx = {'a': name, 'b': 'x'}\nreturn render_template('x.html', **ctx)`),
      '{{ a }}{{ b }}',
      ['path parameter name', ''],
    ],
    [
      'locals()',
      view(`t = request.args['q']\nreturn render_template('x.html', **locals())`),
      '{{ t }}{{ other }}',
      ["request.args['q']", ''],
    ],
    ['a template that nobody renders', '', '{{ a }}', ['']],
    [
      'a set that names itself',
      view(`return render_template('x.html', a=name)`),
      '{% set a = a %}{{ a }}',
      ['path parameter name'],
    ],
  ]
  for (const [title, python, template, expected] of rows)
    test(title, () =>
      assert.deepEqual(
        holesOf(python, typeof template === 'string' ? { 'x.html': template } : template),
        expected,
      ),
    )
})
