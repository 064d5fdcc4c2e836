// The table of published weaknesses can be relied on, and versions are compared as pip does.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalName } from '../../../src/audit/data/requirements.ts'
import { TABLE_OF, WEAKNESSES } from '../../../src/audit/rules/FL901-vulnerable-version/table.ts'
import { compareVersions, upperBound } from '../../../src/audit/rules/shared/version.ts'

describe('the table', () => {
  const entries = Object.entries(WEAKNESSES).flatMap(([name, list]) => list.map((one) => ({ name, ...one })))

  test('says of which day it is', () => {
    assert.ok(Date.parse(TABLE_OF) > Date.parse('2026-01-01'))
  })

  test('names packages as requirements are named, and weaknesses by their CVE', () => {
    for (const { name, id, what } of entries) {
      assert.equal(normalName(name), name)
      assert.match(id, /^CVE-20\d\d-\d{4,}$/)
      assert.ok(what.length > 5 && !what.endsWith('.'), id)
    }
  })

  test('gives each line of versions once, from a version to a later one', () => {
    assert.equal(new Set(entries.map(({ name, id, since }) => `${name} ${id} ${since}`)).size, entries.length)
    for (const { id, since, fixed } of entries)
      if (since !== undefined && fixed !== null) assert.ok(compareVersions(since, fixed) < 0, id)
  })

  test('ends at versions that were released, so that each package has one without known weaknesses', () => {
    for (const [name, list] of Object.entries(WEAKNESSES)) {
      if (name === 'flask-user') continue
      const newest = list
        .map(({ fixed }) => fixed as string)
        .sort(compareVersions)
        .at(-1) as string
      const left = list.filter(({ since, fixed }) => {
        const begun = since === undefined || compareVersions(newest, since) >= 0
        return begun && compareVersions(newest, fixed as string) < 0
      })
      assert.deepEqual(left, [], name)
    }
  })
})

describe('versions', () => {
  const rows: readonly (readonly [older: string, newer: string])[] = [
    ['2.9', '2.10'],
    ['1.0rc1', '1.0'],
    ['1.0.dev3', '1.0'],
    ['1.0', '1.0.post1'],
    ['0.12.5', '1'],
    ['2.0.0b1', '2.0.0'],
    ['3.1.2', '3.1.2.1'],
  ]
  for (const [older, newer] of rows)
    test(`${older} comes before ${newer}`, () => {
      assert.ok(compareVersions(older, newer) < 0)
      assert.ok(compareVersions(newer, older) > 0)
    })

  test('zeros at the end, a v and a local part change nothing', () => {
    assert.equal(compareVersions('v1.0', '1.0.0+ubuntu1'), 0)
  })

  test('an upper bound is the one that shuts out', () => {
    assert.deepEqual(upperBound('>=1, <2.0'), { version: '2.0', inclusive: false })
    assert.deepEqual(upperBound('<=1.1.2'), { version: '1.1.2', inclusive: true })
    assert.equal(upperBound('>=1,!=1.5'), null)
  })
})
