// Whole Flask applications: each gives exactly the findings that its sources expect, with all rules at once.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type AuditOptions, auditProject } from '../../src/audit/audit.ts'
import type { Verdict } from '../../src/audit/finding.ts'
import { expectedIn } from './markers.ts'

const APPS = new URL('../flask-apps/', import.meta.url).pathname
/** Beside an app, where it wants other options than the default, or says how its ten points must come out. */
const OPTIONS_FILE = 'audit.json'

interface Expectation {
  readonly options?: AuditOptions
  /** Point → verdict; those that are not named may be anything. */
  readonly points?: Readonly<Record<string, Verdict>>
}

const apps = existsSync(APPS)
  ? readdirSync(APPS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : []

describe('Flask applications', () => {
  for (const app of apps) {
    test(app, async () => {
      const folder = join(APPS, app)
      const file = join(folder, OPTIONS_FILE)
      const { options = {}, points = {} }: Expectation = existsSync(file)
        ? JSON.parse(readFileSync(file, 'utf8'))
        : {}
      const { findings, lines, checklist } = await auditProject(folder, options)
      const open = findings.filter(({ standing }) => standing === 'open')
      assert.deepEqual(
        open.map(({ at, rule }) => `${lines.shown(at)} ${rule}`).sort(),
        expectedIn(folder),
        'the findings',
      )
      const verdicts = Object.fromEntries(checklist.map(({ point, verdict }) => [point, verdict]))
      for (const [point, verdict] of Object.entries(points)) {
        assert.equal(verdicts[point], verdict, `point ${point}`)
      }
    })
  }
})
