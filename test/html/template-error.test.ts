// What a refused template tells its developer: file, lines, the words around the place, and no value.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { html, TemplateError } from '../../src/html/html.ts'

test('the message shows the template around the place, and never a value', () => {
  const secret = 'hunter2'
  try {
    html`<p title="${secret}">a</p><p onclick="${secret}">b</p>`
    assert.fail('passed')
  } catch (error) {
    assert.match(
      String(error),
      /at "<p title="\$\{…\}">a<\/p><p onclick="\$\{…\}": onclick on <p>: an event handler/,
    )
    assert.doesNotMatch(String(error) + (error as Error).stack, /hunter2/)
  }
})

test('without a stack the error still names the line inside the template', () => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    assert.throws(
      () => html`a
      <${1}>`,
      /^TemplateError: a template, line 2 of the template, at "a <\$\{…\}": a hole in a tag's name/,
    )
  } finally {
    Error.stackTraceLimit = limit
  }
})

test('the fields say what the message says', () => {
  const error = new TemplateError('a\nb\n<p \0>', 7, 'why', called)
  assert.deepEqual([error.name, error.templateLine, error.reason], ['TemplateError', 3, 'why'])
  assert.match(error.message, /line 3 of the template, at "a b <p \$\{…\}": why$/)
})

test('the line of the file is the one on which the template begins, also in nested templates', () => {
  const caught = (write: () => unknown): TemplateError => {
    try {
      write()
    } catch (error) {
      return error as TemplateError
    }
    return assert.fail('passed')
  }
  const outer = caught(
    () => html`<p>
    ${[1].map(() => html`<b>${2}</b>`)}
    <b onclick="${3}"></b></p>`,
  )
  const inner = caught(
    () => html`<p>
    ${[1].map(() => html`<b ${2}></b>`)}</p>`,
  )
  assert.equal(outer.templateLine, 3)
  assert.equal(inner.templateLine, 1)
  const lines = readFileSync(import.meta.filename, 'utf8').split('\n')
  assert.ok(lines[outer.line - 1]!.includes('html`<p>'))
  assert.ok(lines[inner.line - 1]!.includes('html`<b ${'))
})

function called(): void {}
