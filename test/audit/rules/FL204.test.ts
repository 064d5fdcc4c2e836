// How sure it is that a GET changes what visitors mind: by the words of its path, of more languages than one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audited } from './fixed.ts'

const CONFIDENCE = {
  '/posts/delete/<int:n>': 'high',
  '/procesar_pago/<int:n>': 'high',
  '/criar/<int:n>': 'high',
  '/supprimer/<int:n>': 'high',
  '/posts/<int:n>': 'low',
  '/crearte/<int:n>': 'low',
}

for (const [path, expected] of Object.entries(CONFIDENCE))
  test(`GET ${path}: ${expected}`, async (t) => {
    const app = `import os, sqlite3
from flask import Flask, session
app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']

@app.route('${path}')
def view(n):
    if 'user' not in session:
        return '', 401
    db = sqlite3.connect('x')
    db.execute('UPDATE posts SET seen = seen + 1 WHERE id = ?', (n,))
    db.commit()
    return ''
`
    const { findings } = await audited(t, 'FL204', { 'app.py': app })
    assert.deepEqual(
      findings.map(({ confidence }) => confidence),
      [expected],
    )
  })
