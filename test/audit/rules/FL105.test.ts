// Credentials that are kept with the code, and those that are not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audited } from './fixed.ts'

const ENV = 'DATABASE_URL=postgresql://board:Vz81kPq0@db/board\n'

test('a .env is told of unless a .gitignore keeps it out', async (t) => {
  assert.deepEqual((await audited(t, 'FL105', { '.env': ENV })).places, ['.env:1'])
  assert.deepEqual((await audited(t, 'FL105', { '.env': ENV, '.gitignore': '*.pyc\n.env\n' })).places, [])
  assert.deepEqual((await audited(t, 'FL105', { 'web/.env': ENV, '.gitignore': '!.env\n' })).places, [
    'web/.env:1',
  ])
})

test('no message repeats the secret', async (t) => {
  const files = {
    'app.py':
      "from flask import Flask\napp = Flask(__name__)\napp.config['MAIL_PASSWORD'] = 'Winter-is-2024'\nAPI_KEY = '0a1b2c3d4e5f6071'\n",
    '.env': ENV,
  }
  const { findings } = await audited(t, 'FL105', files)
  assert.equal(findings.length, 3)
  for (const { message } of findings) assert.doesNotMatch(message, /Winter|0a1b2c|Vz81/)
})
