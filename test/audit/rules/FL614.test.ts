// The fix of FL614: quotes around the whole value, and only where it holds none of its own.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { auditProject } from '../../../src/audit/audit.ts'

const APP = `from flask import Flask, render_template, request

app = Flask(__name__)


@app.route('/')
def index():
    return render_template('index.html', q=request.args.get('q', ''))
`

async function fixed(html: string): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'fl614-'))
  try {
    mkdirSync(join(folder, 'templates'))
    writeFileSync(join(folder, 'app.py'), APP)
    writeFileSync(join(folder, 'templates/index.html'), html)
    const { findings } = await auditProject(folder, { rules: ['FL614'] })
    assert.equal(findings.length, 1)
    const fix = findings[0]?.fix
    if (!fix) return null
    return [...fix.edits]
      .sort((one, other) => other.at.start - one.at.start)
      .reduce((text, { at, text: put }) => text.slice(0, at.start) + put + text.slice(at.end), html)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('puts quotes around the value', async () => {
  assert.equal(await fixed('<input value={{ q }} name=q>'), '<input value="{{ q }}" name=q>')
  assert.equal(await fixed('<a href=/find?q={{ q }}&p=1>x</a>'), '<a href="/find?q={{ q }}&p=1">x</a>')
})

test('leaves a value alone that holds a quote of its own', async () => {
  assert.equal(await fixed(`<input value=a"b{{ q }} name=q>`), null)
})
