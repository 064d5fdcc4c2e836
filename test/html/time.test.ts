// A moment, for machines and for people.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { time } from '../../src/html/time.ts'

test('a time bears the exact instant and tells its zone', () => {
  assert.equal(
    time(new Date('2026-12-31T23:59:58.123Z')).toString(),
    '<time datetime="2026-12-31T23:59:58.123Z" data-own-zone>31 December 2026 at 23:59 UTC</time>',
  )
})
