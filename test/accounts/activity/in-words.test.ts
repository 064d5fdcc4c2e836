// A happening in the words that its owner reads.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ActivityEvent } from '../../../src/accounts/activity/event.ts'
import { eventInWords } from '../../../src/accounts/activity/in-words.ts'

const event: ActivityEvent = {
  userId: 'u',
  seq: 3,
  kind: 'sessions-ended',
  at: Date.UTC(2026, 0, 1),
  actor: 'owner',
  address: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  detail: { count: 2 },
  mac: 'x',
}

test('what, when, where from and the facts', () => {
  assert.deepEqual(eventInWords(event), {
    what: 'All other sessions were ended',
    facts: [['count', 2]],
    notable: true,
    at: new Date('2026-01-01T00:00:00Z'),
    address: '192.0.2.1',
    device: 'Firefox on Linux',
    by: '',
  })
})

test('who did it, when it was not the owner; an administrator’s id stays inside', () => {
  const by = (actor: string) => eventInWords({ ...event, actor }).by
  assert.deepEqual(['owner', 'operator', 'system', 'admin:id', '', 'x'].map(by), [
    '',
    'by the operator of the site',
    'by the site itself',
    'by an administrator',
    'by somebody unknown',
    'by somebody unknown',
  ])
})

test('where no browser had part in it, none is named', () => {
  assert.equal(eventInWords({ ...event, userAgent: '' }).device, '')
  assert.equal(eventInWords({ ...event, userAgent: '?' }).device, 'An unknown device')
})

test('where an administrator sits is not told to the account they act on', () => {
  const { address, device } = eventInWords({ ...event, actor: 'admin:id' })
  assert.deepEqual([address, device], ['', ''])
})
