// The activity page as its owner sees it: newest first, fifty at a time, in words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteActivity, OPERATOR } from '../../../src/accounts/activity/activity.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import { OWNER, testBackend } from '../backend.ts'
import { openHouseOnDisk, users } from '../visits.ts'
import { change } from './accounts.ts'

const SECRET = 'a secret of these tests that is 40 bytes long'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0'

async function memberWithActivity() {
  const house = await openHouseOnDisk({ secret: [SECRET] })
  const alice = await house.member('alice')
  const userId = (await users(house.store))[0]!.id
  const backend = { ...testBackend(house.store), keys: keyRing([SECRET]), now: () => house.clock.now }
  return { ...house, alice, backend, userId }
}

const entries = (body: string) => body.match(/<tr>\s*<td>/g)?.length ?? 0

test('a sign-in stands there with what, when and where from', async () => {
  const { alice, backend, userId, clock } = await memberWithActivity()
  clock.forward(60)
  const by = { ...OWNER, userAgent: FIREFOX, address: '2001:db8::7' }
  await noteActivity(backend, { userId, kind: 'signed-in-new-device', by })
  await alice.open('/activity')
  assert.equal(alice.status, 200)
  assert.match(
    alice.text,
    /Where from Signed in on a new device Important 1 January 2026 at 12:01 UTC Firefox on Windows 2001:db8::7 Signed in 1 January/,
  )
  assert.equal(alice.headers['cache-control'], 'no-store')
})

test('who did it is told when it was not the owner', async () => {
  const { alice, backend, userId } = await memberWithActivity()
  await noteActivity(backend, { userId, kind: 'suspended', by: OPERATOR })
  await noteActivity(backend, { userId, kind: 'restored', by: { ...OWNER, actor: 'admin:some-id' } })
  await noteActivity(backend, { userId, kind: 'deletion-asked', by: { ...OPERATOR, actor: 'system' } })
  await alice.open('/activity')
  assert.match(alice.text, /Account suspended by the operator of the site Important/)
  assert.match(alice.text, /Account restored by an administrator Important/)
  assert.match(alice.text, /Deletion of the account asked for by the site itself/)
  assert.doesNotMatch(alice.body, /some-id/)
})

test('fifty are on a page, and the rest behind it', async () => {
  const { alice, backend, userId, store } = await memberWithActivity()
  const rows = await store.db.selectFrom('activity').select('seq').execute()
  for (let n = rows.length; n < 120; n++) {
    await noteActivity(backend, { userId, kind: 'profile-changed', by: OWNER, detail: { number: n + 1 } })
  }
  const seen: string[] = []
  await alice.open('/activity')
  for (const older of ['/activity?before=71', '/activity?before=21', undefined]) {
    seen.push(...(alice.text.match(/number: \d+/g) ?? []))
    assert.equal(/href="(\/activity\?before=\d+)"/.exec(alice.body)?.[1], older)
    assert.equal(entries(alice.body), older === undefined ? 20 : 50)
    if (older !== undefined) await alice.open(older)
  }
  assert.equal(seen[0], 'number: 120')
  assert.equal(new Set(seen).size, 120 - rows.length)
  await alice.open('/activity?before=1')
  assert.match(alice.text, /Nothing older\. Newest/)
})

test('a number that is none is ignored', async () => {
  const { alice } = await memberWithActivity()
  await alice.open('/activity')
  const all = entries(alice.body)
  assert.ok(all > 0)
  for (const before of [
    '0',
    '-1',
    '1e3',
    '1.5',
    '9'.repeat(400),
    '99999999999999999999',
    'x',
    '%27%20or%201=1',
    '5&before=3',
    '',
    '%00',
    '１',
  ]) {
    await alice.open(`/activity?before=${before}`)
    assert.equal(alice.status, 200, before)
    assert.equal(entries(alice.body), all, before)
  }
})

test('V8.2.2 nobody sees the activity of somebody else, and without a session there is none', async () => {
  const { alice, member, visitor, backend, userId } = await memberWithActivity()
  await noteActivity(backend, { userId, kind: 'password-changed', by: OWNER })
  const bob = await member('bob')
  await bob.open('/activity?before=1000')
  assert.doesNotMatch(bob.text, /Password changed/)
  await alice.open('/activity')
  assert.match(alice.text, /Password changed/)
  const nobody = visitor()
  await nobody.open('/activity')
  assert.deepEqual(nobody.redirects, ['303 /login?next=%2Factivity'])
  await alice.send({ method: 'POST', url: '/activity', headers: alice.browserHeaders('POST') })
  assert.ok(alice.status >= 400)
})

test('what a sender made up, or somebody wrote into the table, is text and takes no page down', async () => {
  const { alice, backend, userId, store } = await memberWithActivity()
  const by = { actor: 'owner', address: '<script>alert(1)</script>', userAgent: '<b>Firefox/1' } as const
  await noteActivity(backend, { userId, kind: 'signed-in', by, detail: { '<i>': '<u>\u202e' } })
  await alice.open('/activity')
  assert.equal(alice.status, 200)
  for (const markup of ['<script>alert', '<b>', '<i>', '<u>']) assert.ok(!alice.body.includes(markup), markup)
  const [{ seq }] = (await store.db
    .selectFrom('activity')
    .select('seq')
    .orderBy('seq', 'desc')
    .execute()) as [{ seq: number }]
  const spoiled = {
    at: 8_640_000_000_000_001,
    kind: '<b>',
    actor: 'x',
    detail: '{"a":{"b":[1]},"c":true,"d":null}',
  }
  await change(store.db, userId, seq, spoiled)
  await alice.open('/activity')
  assert.equal(alice.status, 200)
  assert.match(alice.text, /<b> by somebody unknown Important 1 January 1970/)
})
