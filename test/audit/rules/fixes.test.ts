// What rules offer to change by themselves keeps the program whole, and leaves alone what a person must decide.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { audited } from './fixed.ts'

const APP = 'from flask import Flask, redirect, session\napp = Flask(__name__)\n'

describe('FL402', () => {
  const rows: readonly (readonly [before: string, after: string | undefined])[] = [
    ["r.set_cookie('token', t)", "r.set_cookie('token', t, secure=True, httponly=True)"],
    ["r.set_cookie('token', t, secure=True)", "r.set_cookie('token', t, secure=True, httponly=True)"],
    [
      "r.set_cookie(\n    'token',\n    t,\n)",
      "r.set_cookie(\n    'token',\n    t, secure=True, httponly=True,\n)",
    ],
    ["r.set_cookie('csrf_token', t)", "r.set_cookie('csrf_token', t, secure=True)"],
    // Somebody switched it off, and may know why.
    ["r.set_cookie('token', t, secure=False, httponly=True)", undefined],
    ["r.set_cookie(\n    'token',\n    t  # for a month\n)", undefined],
  ]
  for (const [before, after] of rows)
    test(JSON.stringify(before), async (t) => {
      const head = `${APP}r = redirect('/')\n`
      const result = await audited(t, 'FL402', { 'app.py': `${head}${before}\n` })
      assert.equal(result.findings.length, 1)
      assert.equal(result.after, after === undefined ? undefined : `${head}${after}\n`)
    })
})

test('FL401 switches a flag on, and none that is computed', async (t) => {
  const off = `${APP}session['a'] = 1\napp.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_SAMESITE='Lax')\n`
  const result = await audited(t, 'FL401', { 'app.py': off })
  assert.equal(result.after, off.replace('=False', '=True'))
})

test('FL1002 checks certificates again', async (t) => {
  const before = `import requests\n${APP}requests.get('https://a.example.com', verify=False)\n`
  const result = await audited(t, 'FL1002', { 'app.py': before })
  assert.equal(result.after, before.replace('verify=False', 'verify=True'))
})

test('FL1101 switches debug mode off where it stands as True', async (t) => {
  const before = `${APP}app.run('127.0.0.1', 5000, True)\n`
  const result = await audited(t, 'FL1101', { 'app.py': before })
  assert.equal(result.after, before.replace('True', 'False'))
})
