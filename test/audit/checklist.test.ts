// The ten points: what shows that one is met, and when a finding fails it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checklistOf, POINTS } from '../../src/audit/checklist.ts'
import { evidenceFor } from '../../src/audit/evidence/evidence.ts'
import type { Deployment } from '../../src/audit/facts/facts.ts'
import type { ChecklistPoint } from '../../src/audit/finding.ts'
import type { AuditFinding } from '../../src/audit/result.ts'
import type { Rule } from '../../src/audit/rules/rule.ts'
import { madeFinding } from './made.ts'
import { factsOf } from './project-of.ts'

type Point = Exclude<ChecklistPoint, 0>

const APP = 'import os\nfrom flask import Flask, request, session\napp = Flask(__name__)\n'
const POST = `@app.route('/a', methods=['POST'])\ndef a():\n    session['a'] = request.form['a']\n    return ''\n`
const AT = { file: 'requirements.txt', start: 0, end: 1 }
const requirement = (version: string | null) => ({
  name: 'flask',
  spec: '',
  version,
  hashed: false,
  at: AT,
})

const EVIDENCE: [point: Point, is: boolean, source: string, beside?: Partial<Deployment>][] = [
  [1, true, `${APP}app.config['SECRET_KEY'] = os.environ['SECRET_KEY']\n`],
  [1, false, `${APP}app.config['SECRET_KEY'] = os.environ.get('SECRET_KEY', 'dev')\n`],
  [1, false, `${APP}app.config['SECRET_KEY'] = 'x'\n`],
  [1, false, `${APP}app.config['SECRET_KEY'] = os.urandom(24)\n`],
  [1, false, APP],
  [2, true, `${APP}from flask_wtf.csrf import CSRFProtect\nCSRFProtect(app)\n${POST}`],
  [2, true, `${APP}@app.route('/')\ndef index():\n    session['a'] = 1\n    return ''\n`],
  [2, true, `${APP}@app.post('/a')\ndef a():\n    return {'a': request.json['a']}\n`],
  [2, false, APP + POST],
  [2, false, APP],
  [3, true, `from werkzeug.security import generate_password_hash as g\ng('x')\n`],
  [3, true, `import bcrypt\nbcrypt.hashpw(b'x', bcrypt.gensalt())\n`],
  [3, false, `import hashlib\nhashlib.sha256(b'x')\n`],
  [4, true, `${APP}${POST}app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE='Lax')\n`],
  [4, true, `${APP}from flask_talisman import Talisman\nTalisman(app)\n${POST}`],
  [4, false, `${APP}${POST}app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE='None')\n`],
  [4, false, `${APP}${POST}app.config.update(SESSION_COOKIE_SECURE=True)\n`],
  [4, false, `${APP}${POST}`],
  [4, true, `${APP}@app.route('/')\ndef index():\n    return ''\n`],
  [5, true, `${APP}from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy(app)\n`],
  [5, true, `import sqlite3\nsqlite3.connect('x').execute('SELECT ?', (1,))\n`],
  [5, false, `import sqlite3\nsqlite3.connect('x').execute('SELECT ' + x, (1,))\n`],
  [6, true, `from forms import F\nform = F()\nif form.validate_on_submit():\n    pass\n`],
  [6, true, `${APP}app.config['MAX_CONTENT_LENGTH'] = 1024\n`],
  [6, false, `${APP}${POST}`],
  [
    7,
    true,
    `${APP}@app.after_request\ndef h(r):\n    r.headers['Content-Security-Policy'] = "default-src 'self'"\n    return r\n`,
  ],
  [
    7,
    false,
    `${APP}@app.after_request\ndef h(r):\n    r.headers['X-Frame-Options'] = 'DENY'\n    return r\n`,
  ],
  [7, true, APP, { proxyHeaders: new Map([['content-security-policy', { value: 'x', at: AT }]]) }],
  [
    8,
    true,
    `${APP}from flask_limiter import Limiter\nlimiter = Limiter(app=app)\n@app.post('/login')\n@limiter.limit('5/minute')\ndef login():\n    return ''\n`,
  ],
  [
    8,
    false,
    `${APP}from flask_limiter import Limiter\nlimiter = Limiter(app=app)\n@app.post('/login')\ndef login():\n    if check_password_hash(h, request.form['password']):\n        session['user'] = 1\n    return ''\n`,
  ],
  [9, true, APP, { requirements: [requirement('3.1.2')] }],
  [9, false, APP, { requirements: [requirement(null)] }],
  [9, true, APP, { requirements: [requirement(null)], lock: 'uv.lock' }],
  [9, false, APP],
  [10, true, `${APP}from flask_talisman import Talisman\nTalisman(app)\n`],
  [
    10,
    false,
    `${APP}from flask_talisman import Talisman\nTalisman(app, force_https=False, strict_transport_security=False)\n`,
  ],
  [10, true, APP, { redirectsToHttps: AT }],
  [10, false, APP],
]

describe('evidence', () => {
  for (const [point, is, source, beside = {}] of EVIDENCE) {
    const shown = source.replace(APP, '').replace(POST, 'POST ').trim().replaceAll('\n', '; ')
    const name = `${point}: ${shown || Object.keys(beside).join() || 'an application alone'}`
    test(`${name} ${is ? 'shows it' : 'shows nothing'}`, () => {
      const found = evidenceFor(point, factsOf(source, { deployment: beside }))
      assert.equal(found.length > 0, is, JSON.stringify(found.map(({ what }) => what)))
    })
  }
})

const rule = (id: string, point: ChecklistPoint): Rule => ({
  id,
  name: id,
  title: id,
  severity: 'low',
  confidence: 'high',
  cwe: 1,
  point,
  cure: null,
  check: () => [],
})
const RULES = [rule('FL101', 1), rule('FL103', 1), rule('FL1101', 0)]
const FACTS = factsOf(`${APP}app.config['SECRET_KEY'] = os.environ['SECRET_KEY']\n`)

/** The verdict on the first point, whose evidence is there. */
function verdict(findings: readonly Partial<AuditFinding>[], ran = ['FL101', 'FL103', 'FL1101']) {
  const all = findings.map((finding): AuditFinding => {
    const made = madeFinding(AT, { rule: 'FL101', ...finding })
    return { ...made, fingerprint: '', standing: 'open', ignoredBy: null, ...finding }
  })
  const { checklist, beyond } = checklistOf(FACTS, all, RULES, new Set(ran))
  return { verdict: checklist[0]?.verdict, under: checklist[0]?.findings.length, beyond: beyond.length }
}

describe('a point', () => {
  test('stands in its place, all ten of them', () => {
    const { checklist } = checklistOf(FACTS, [], RULES, new Set())
    assert.deepEqual(
      checklist.map(({ title }) => title),
      Object.values(POINTS),
    )
    assert.equal(checklist.length, 10)
  })

  test('passes with evidence and without findings', () => {
    assert.deepEqual(verdict([]), { verdict: 'pass', under: 0, beyond: 0 })
  })

  test('fails by a finding of medium severity, and by a low one that is the point itself', () => {
    assert.equal(verdict([{ severity: 'medium' }]).verdict, 'fail')
    assert.equal(verdict([{ severity: 'low', rule: 'FL103' }]).verdict, 'fail')
    assert.equal(verdict([{ severity: 'low' }]).verdict, 'pass')
  })

  test('fails by what is known or untouched, and not by what is ignored', () => {
    assert.equal(verdict([{ standing: 'known' }]).verdict, 'fail')
    assert.equal(verdict([{ standing: 'untouched' }]).verdict, 'fail')
    assert.deepEqual(verdict([{ standing: 'ignored' }]), { verdict: 'pass', under: 0, beyond: 0 })
  })

  test('can’t be told where a rule of it was not asked', () => {
    assert.equal(verdict([], ['FL101']).verdict, 'unknown')
    assert.equal(verdict([], ['FL101', 'FL103']).verdict, 'pass')
    assert.equal(verdict([{}], ['FL101']).verdict, 'fail')
  })

  test('has no room for what is beyond the ten', () => {
    assert.deepEqual(verdict([{ rule: 'FL1101' }]), { verdict: 'pass', under: 0, beyond: 1 })
  })
})
