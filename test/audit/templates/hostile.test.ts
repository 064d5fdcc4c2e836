// Templates that are no templates: megabytes of whatever never ends, in time that grows with the length alone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resolveForms } from '../../../src/audit/templates/forms.ts'
import { scanTemplate } from '../../../src/audit/templates/scan.ts'
import { scriptFacts } from '../../../src/audit/templates/script-facts.ts'

/** Characters. Something quadratic takes minutes for the short ones already. */
const SHORT = 150_000
const LONG = 5_000_000
/** Seconds of CPU; it takes a fraction of it here. */
const LONGEST_S = 20

const PIECES = [
  '{{',
  '{%',
  '{#',
  '{{ (',
  '{{ "',
  '{{ x }}',
  '{{ x|e ',
  '{% raw %}',
  '{%raw%}{{ x }}',
  '{% if x %}',
  '{% if x %}<a href="',
  '{% else %}',
  '{% endif %}',
  '{% macro m() %}{{ m() }}',
  '{% filter upper %}{{ x }}',
  '{% set x %}{{ x }}',
  '{% for a in b %}{% endif %}',
  '{% block b %}<form>{% endblock %}',
  '{% include "a.html" %}',
  '<',
  '<a ',
  '<a b="',
  "<a b='{{ x }}",
  '<a b=c ',
  '<!--',
  '<!-- <script>',
  '<script>',
  '<script>"',
  '<script>`${',
  '<script>/',
  '<script><!--<script>',
  '<script>{% if x %}</script>{% else %}',
  '<style>',
  '<textarea>',
  '<form>{{ f(form) }}',
  '<form><input name=a>',
  '</',
  '\0',
  '\ud800',
  '}}%}#}',
  "'",
  '\\',
  '-',
  'fetch(',
  'x.innerHTML = ',
]

const LONG_PIECES = ['{{ (', '{% if x %}', '<a b="', '[']

describe('much of one thing is read in time', () => {
  const rows = [
    ...PIECES.map((piece) => ({ piece, length: SHORT })),
    ...LONG_PIECES.map((piece) => ({ piece, length: LONG })),
  ]
  for (const { piece, length } of rows)
    test(`${JSON.stringify(piece)}, ${length} characters`, () => {
      const text = piece.repeat(Math.ceil(length / piece.length))
      for (const whole of [text, `<script>${text}`]) {
        const before = process.cpuUsage()
        const template = scanTemplate('a.html', 'a.html', whole)
        resolveForms([template])
        scriptFacts(template)
        const { user, system } = process.cpuUsage(before)
        assert.ok((user + system) / 1e6 < LONGEST_S, `${(user + system) / 1e6} s`)
      }
    })
})

test('deep nesting within a hole is given up, not followed', () => {
  for (const source of [
    '('.repeat(1e5),
    '['.repeat(1e5),
    'not '.repeat(1e5),
    '-'.repeat(1e5),
    'a.'.repeat(1e5),
    'x|f'.repeat(1e5),
  ]) {
    const { holes } = scanTemplate('a.html', 'a.html', `{{ ${source} }}`)
    for (const { value } of holes) assert.equal(value, null)
  }
  const closed = `${'('.repeat(1e5)}x${')'.repeat(1e5)}`
  assert.equal(scanTemplate('a.html', 'a.html', `{{ ${closed} }}`).holes[0]?.value, null)
})

test('pieces thrown together at random never throw, and keep their order', () => {
  let seed = 1
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 8) % below
  }
  const words = [
    ...PIECES,
    ' ',
    '\n',
    '>',
    '"',
    'a',
    '=',
    '{% endfor %}',
    '{% endmacro %}',
    '</form>',
    '</script>',
    '-->',
  ]
  for (let round = 0; round < 3_000; round++) {
    const text = Array.from({ length: random(40) }, () => words[random(words.length)]).join('')
    const template = scanTemplate('a.html', 'a.html', text)
    scriptFacts(template)
    for (const list of [template.holes, template.tags, template.comments])
      for (const [index, { start, end }] of list.entries()) {
        assert.ok(start < end && end <= text.length)
        assert.ok(start >= (list[index - 1]?.end ?? 0))
      }
    for (const script of template.scripts) assert.equal(script.text.length, script.end - script.start)
    for (const form of template.forms) assert.ok(form.end >= form.element.end)
  }
})
