// The page of personal access tokens, as visits.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mails, openHouseOnDisk } from '../accounts/visits.ts'
import type { Visitor } from '../visitor.ts'
import { Caller } from './caller.ts'

async function open() {
  const house = await openHouseOnDisk({ limits: { default: '1000 per minute' } })
  const alice = await house.member('alice')
  return { house, alice, phone: new Caller(house) }
}

function tokenIn({ body }: Visitor): string {
  const token = /<code class="key">(pcl_[^<]+)<\/code>/.exec(body)?.[1]
  assert.ok(token, body)
  return token
}

test('one makes a token, uses it, sees that it was used, and revokes it', async () => {
  const { house, alice, phone } = await open()
  await alice.open('/tokens')
  assert.match(alice.text, /You have none\./)
  await alice.fill({ name: 'Nightly <backup>', 'scope-read': 'yes', days: '7' }).press('Make the token')
  assert.equal(alice.status, 200)
  const token = tokenIn(alice)
  assert.equal((await phone.get('/api/me', token)).json().user.username, 'alice')
  await alice.open('/tokens')
  assert.ok(!alice.body.includes(token.split('.')[1]!), 'shown once')
  assert.match(alice.text, /Nightly <backup> May/)
  assert.doesNotMatch(alice.text, /Never/)
  await alice.press('Revoke')
  assert.match(alice.text, /The token opens nothing any more\..*You have none\./)
  assert.equal((await phone.get('/api/me', token)).statusCode, 401)
  const kinds = (await house.store.db.selectFrom('activity').select('kind').execute()).map(({ kind }) => kind)
  assert.ok(kinds.includes('personal-token-made') && kinds.includes('personal-token-revoked'))
})

test('it ends when the page said it would', async () => {
  const { house, alice, phone } = await open()
  await alice.open('/tokens')
  await alice.fill({ name: 'x', 'scope-read': 'yes', days: '7' }).press('Make the token')
  const token = tokenIn(alice)
  house.clock.forward(7 * 86_400 - 1)
  assert.equal((await phone.get('/api/me', token)).statusCode, 200)
  house.clock.forward(1)
  assert.equal((await phone.get('/api/me', token)).statusCode, 401)
})

describe('a form that is not right', () => {
  test('comes back as it was filled in, with the problem at its field', async () => {
    const { alice } = await open()
    const post = (form: Record<string, string>) => alice.post('/tokens', form)
    await post({ name: '', 'scope-write': 'yes', days: '90' })
    assert.equal(alice.status, 422)
    assert.match(alice.text, /A name has 1 to 64 characters/)
    assert.match(alice.body, /id="scope-write"[^>]* checked/)
    assert.match(alice.body, /<option value="90" selected/)
    await post({ name: 'kept', days: '30' })
    assert.match(alice.text, /Choose what the token may do/)
    assert.match(alice.body, /value="kept"/)
    for (const days of ['', '31', '-1', '1e9', '99999999', 'x']) {
      await post({ name: 'kept', 'scope-read': 'yes', days })
      assert.match(alice.text, /Choose how long/, days)
    }
    await post({ name: 'kept', 'scope-read': 'yes', 'scope-account': 'yes', days: '30' })
    assert.equal(alice.status, 200, 'a scope that the form does not have is not there')
  })

  test('and one without its CSRF token, too', async () => {
    const { alice } = await open()
    const form = { name: 'kept', 'scope-read': 'yes', days: '30' }
    await alice.send({ method: 'POST', url: '/tokens', form, headers: alice.browserHeaders('POST') })
    assert.equal(alice.status, 400)
    assert.match(alice.body, /value="kept"/)
    await alice.open('/tokens')
    assert.match(alice.text, /You have none\./)
  })
})

test('V7.5.1 making one asks for the password again after a while', async () => {
  const { house, alice } = await open()
  await alice.open('/tokens')
  house.clock.forward(house.settings.confirm.maxAge)
  const csrf = /name="csrf_token" value="([^"]+)"/.exec(alice.body)![1]!
  const form = { csrf_token: csrf, name: 'x', 'scope-read': 'yes', days: '30' }
  await alice.send({ method: 'POST', url: '/tokens', form, headers: alice.browserHeaders('POST') })
  assert.notEqual(alice.status, 200)
  assert.equal((await house.store.db.selectFrom('personal_tokens').select('id').execute()).length, 0)
})

test('V8.2.2 somebody else’s token is neither seen nor revoked', async () => {
  const { house, alice, phone } = await open()
  await alice.open('/tokens')
  await alice.fill({ name: 'mine', 'scope-read': 'yes', days: '30' }).press('Make the token')
  const token = tokenIn(alice)
  const id = token.slice(4, 26)
  const bob = await house.member('bob')
  await bob.open('/tokens')
  assert.doesNotMatch(bob.text, /mine/)
  await bob.post('/tokens/revoke', { token: id }, '/tokens')
  await bob.open('/tokens')
  assert.match(bob.text, /no longer there/)
  assert.equal((await phone.get('/api/me', token)).statusCode, 200)
  const stranger = await house.visitor().open('/tokens')
  assert.equal(stranger.path, '/login')
})

test('V14.2.1 the token stands in no address, no log, no activity and no mail', async () => {
  const { house, alice } = await open()
  await house.store.db.updateTable('users').set({ email_verified_at: house.clock.now }).execute()
  await alice.open('/tokens')
  await alice.fill({ name: 'x', 'scope-read': 'yes', days: '30' }).press('Make the token')
  const secret = tokenIn(alice).split('.')[1]!.slice(0, 43)
  const { db } = house.store
  const written = JSON.stringify([
    await db.selectFrom('activity').selectAll().execute(),
    await mails(house.store),
    await db.selectFrom('personal_tokens').selectAll().execute(),
    alice.redirects,
    alice.setCookies,
  ])
  assert.ok(!written.includes(secret))
  assert.match(written, /A personal access token was made/)
})

test('a site that allows less offers less', async () => {
  const house = await openHouseOnDisk({ api: { personalTokenLifetime: '10 days' } })
  const alice = await house.member('alice')
  await alice.open('/tokens')
  const offered = [...alice.body.matchAll(/<option value="(\d+)"/g)].map(([, days]) => days)
  assert.deepEqual(offered, ['7', '10'])
})
