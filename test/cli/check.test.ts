// portcullis check: ten points, each ok, advice or refused, whatever mode the settings are in now.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { besides, checklist, judge } from '../../src/cli/checklist.ts'
import { loadSettings } from '../../src/config/load.ts'
import { newToken } from '../../src/crypto/token.ts'
import { newSite } from './command.ts'

const GOOD = { PORTCULLIS_SECRET: newToken(32), PORTCULLIS_ORIGIN: 'https://accounts.example.org' }

function stateOf(stdout: string, number: number): string | undefined {
  return new RegExp(`^ *${number}\\. .* (ok|advice|REFUSED)$`, 'm').exec(stdout)?.[1]
}

describe('portcullis check', () => {
  test('in development tells what production would refuse, with exit code 1, and leaves no trace', async (t) => {
    const site = newSite(t)
    const { code, stdout, stderr } = await site.run(['check'])
    assert.equal(code, 1)
    assert.equal(stderr, '')
    assert.equal(stateOf(stdout, 1), 'REFUSED')
    assert.match(stdout, /there is no `secret`.*\(PORTCULLIS_SECRET\)/)
    assert.equal(stateOf(stdout, 10), 'REFUSED')
    assert.match(stdout, /there is no `origin`/)
    assert.match(stdout, /^Production would refuse to start\. Reasons: 2\./m)
    assert.equal(existsSync(site.data), false)
  })

  test('what it refuses is what serve refuses', async (t) => {
    const site = newSite(t)
    const env = {
      PORTCULLIS_MODE: 'production',
      PORTCULLIS_SECRET: 'changeme',
      PORTCULLIS_ORIGIN: 'http://localhost',
    }
    const told = JSON.parse((await site.run(['check', '--json'], { env })).stdout)
    const refusals = told.points.flatMap((point: { findings: { state: string; words: string }[] }) =>
      point.findings.filter(({ state }) => state === 'refusal'),
    )
    assert.equal(refusals.length, 2)
    const { code, stderr } = await site.run(['serve'], { env })
    assert.equal(code, 1)
    for (const { words } of refusals) assert.ok(stderr.includes(words), words)
  })

  test('advice alone is exit code 0', async (t) => {
    const { code, stdout } = await newSite(t).run(['check'], { env: GOOD })
    assert.equal(code, 0)
    assert.equal(stateOf(stdout, 1), 'ok')
    assert.equal(stateOf(stdout, 3), 'advice')
    assert.equal(stateOf(stdout, 10), 'ok')
    assert.match(stdout, /^Production would start\./m)
  })

  test('no secret is ever printed', async (t) => {
    const env = {
      ...GOOD,
      PORTCULLIS_DATABASE: 'postgres://zoe:harbour-42-lanterns@db.example/x',
      PORTCULLIS_MAIL_SMTP: 'smtps://zoe:harbour-42-lanterns@mail.example',
    }
    for (const args of [['check'], ['check', '--json']]) {
      const { stdout, stderr } = await newSite(t).run(args, { env })
      assert.doesNotMatch(stdout + stderr, /harbour/)
      assert.ok(!(stdout + stderr).includes(GOOD.PORTCULLIS_SECRET))
    }
  })

  test('a default password of the database is told', async (t) => {
    const env = { ...GOOD, PORTCULLIS_DATABASE: 'postgres://zoe:postgres@db.example/x' }
    const { stdout } = await newSite(t).run(['check'], { env })
    assert.equal(stateOf(stdout, 5), 'advice')
    assert.match(stdout, /password is missing or a default one \(PORTCULLIS_DATABASE\)/)
  })

  test('--json is JSON alone, with ten points', async (t) => {
    const { code, stdout, stderr } = await newSite(t).run(['check', '--json'])
    const report = JSON.parse(stdout)
    assert.equal(code, 1)
    assert.equal(stderr, '')
    assert.equal(report.refused, true)
    assert.deepEqual(
      report.points.map(({ number }: { number: number }) => number),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    )
    assert.equal(report.points[0].state, 'refusal')
    assert.equal(report.points[0].findings[0].code, 'secret-missing')
    assert.equal(report.points[0].findings[0].variable, 'PORTCULLIS_SECRET')
  })

  test('--json with a wrong setting: no report, and the problem as JSON', async (t) => {
    const { code, stdout, stderr } = await newSite(t).run(['check', '--json'], {
      env: { PORTCULLIS_PORT: 'x' },
    })
    assert.equal(code, 1)
    assert.equal(stdout, '')
    const [problem] = JSON.parse(stderr).problems
    assert.equal(problem.setting, 'port')
    assert.equal(problem.source, 'PORTCULLIS_PORT')
  })
})

describe('the checklist', () => {
  const codesIn = (file: string, pattern: RegExp) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, code]) => code!)
  const known = [
    ...codesIn('src/config/advice.ts', /^ {4}code: '([\w-]+)'/gm),
    ...codesIn('src/config/production.ts', /refuse\(\s*'([\w-]+)'/g),
    'dependencies-unverified',
  ]

  test('has a place for every refusal and every piece of advice, one each, and for no others', () => {
    const placed = [...checklist.flatMap(({ codes }) => codes), ...besides]
    assert.ok(known.length > 15)
    assert.deepEqual(placed.toSorted(), [...new Set(known)].sort())
  })

  test('claims no limits where they are off, and no https where there is none', () => {
    const settings = loadSettings({ env: {}, options: { limits: { enabled: false } } })
    const { points } = judge(settings)
    assert.equal(points[7]!.fact, '')
    assert.equal(points[7]!.state, 'advice')
    assert.equal(points[9]!.fact, '')
  })

  test('never says that dependencies are up to date: nobody has looked', () => {
    const { points } = judge(loadSettings({ env: {} }))
    assert.equal(points[8]!.state, 'advice')
  })
})
