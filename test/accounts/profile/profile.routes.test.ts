// The profile as visits: a name for others to see, and one's data to take along.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashToken } from '../../../src/crypto/token.ts'
import { PASSWORD } from '../../house.ts'
import { attribute, elementsIn, type Visitor } from '../../visitor.ts'
import { openHouseOnDisk, users } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds

const kinds = async ({ store }: Awaited<ReturnType<typeof openHouseOnDisk>>) =>
  (await store.db.selectFrom('activity').select('kind').orderBy('seq', 'desc').execute()).map(
    ({ kind }) => kind,
  )

const nameField = (person: Visitor) =>
  elementsIn(person.document, 'input').find((one) => attribute(one, 'name') === 'displayName')!

async function save(person: Visitor, displayName: string) {
  await person.open('/profile')
  return person.fill({ displayName }).press('Save')
}

test('a display name is shown in the header and on the dashboard, and its change is written down', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  await save(alice, '  Alice <b> &  Söhne ')
  assert.deepEqual(alice.redirects, ['303 /profile'])
  assert.match(alice.text, /Saved\./)
  assert.equal(attribute(nameField(alice), 'value'), 'Alice <b> & Söhne')
  await alice.open('/dashboard')
  assert.equal(alice.text.match(/Alice <b> & Söhne/g)?.length, 2)
  assert.equal(elementsIn(alice.document, 'b').length, 0)
  assert.equal((await users(house.store))[0]?.display_name, 'Alice <b> & Söhne')
  assert.equal((await kinds(house))[0], 'profile-changed')
})

test('the same again is no change, and none at all shows the username', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  await save(alice, 'Al')
  await save(alice, ' Al ')
  assert.match(alice.text, /your display name already/)
  assert.equal((await kinds(house)).filter((kind) => kind === 'profile-changed').length, 1)
  await save(alice, '')
  await alice.open('/dashboard')
  assert.match(alice.text, /Hello, alice/)
})

test('a name asks for no proof, and one that does not work comes back with the reason', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  house.clock.forward(MAX_AGE)
  await save(alice, 'Ali\u202ece')
  assert.equal(alice.status, 422)
  assert.match(alice.text, /characters that nobody can see/)
  const input = nameField(alice)
  assert.equal(attribute(input, 'value'), 'Ali\u202ece')
  assert.equal(attribute(input, 'aria-invalid'), 'true')
  assert.match(attribute(input, 'aria-describedby') ?? '', /displayName-problem/)
  await alice.post('/profile', { displayName: 'x'.repeat(3_000) })
  assert.equal(alice.status, 422)
  assert.equal((await users(house.store))[0]?.display_name, '')
  await save(alice, 'Alice')
  assert.equal(alice.status, 200)
})

test('V3.5.1 a bad token gives the form back, filled in; without a session it leads to the sign-in page', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  const form = { csrf_token: 'A'.repeat(86), displayName: 'New' }
  const headers = alice.browserHeaders('POST')
  await alice.send({ method: 'POST', url: '/profile', form, headers })
  assert.equal(alice.status, 400)
  assert.equal(attribute(nameField(alice), 'value'), 'New')
  const stranger = house.visitor()
  for (const url of ['/profile', '/profile/data', '/profile/delete']) {
    const csrf_token = await stranger.token('/login')
    await stranger.send({ method: 'POST', url, form: { csrf_token, displayName: 'New' }, headers })
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login'], url)
    await stranger.send({ method: 'POST', url: '/profile', form, headers })
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login'])
  }
  for (const url of ['/profile', '/profile/delete']) {
    assert.equal((await stranger.open(url)).path, '/login')
  }
  assert.equal((await users(house.store))[0]?.display_name, '')
})

test('V5.4.1 V14.3.2 one’s data come as a file that is kept nowhere, once it is clear who asks', async () => {
  const house = await openHouseOnDisk()
  const bob = await house.member('bob')
  const alice = await house.member()
  await save(bob, 'Robert "Bobby"')
  await save(alice, 'Ali "ce" \\ </script>')
  house.clock.forward(MAX_AGE)
  await alice.press('Download my data')
  assert.equal(alice.status, 401)
  assert.equal((await kinds(house)).includes('data-downloaded'), false)
  await alice.fill({ password: PASSWORD }).press('Confirm')
  await alice.press('Go on')
  assert.equal(alice.status, 200)
  assert.equal(alice.headers['content-disposition'], 'attachment; filename="my-data-2026-01-01.json"')
  assert.equal(alice.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(alice.headers['cache-control'], 'no-store')
  assert.equal(alice.headers['x-content-type-options'], 'nosniff')
  const data = JSON.parse(alice.body)
  assert.equal(data.profile.displayName, 'Ali "ce" \\ </script>')
  assert.equal(data.profile.email, 'alice@example.test')
  assert.equal(data.sessions.length, 1)
  assert.deepEqual(
    data.activity.slice(0, 2).map(({ kind }: { kind: string }) => kind),
    ['data-downloaded', 'confirmed'],
  )
  assert.ok(data.mails.length >= 1)
  for (const secret of ['bob', 'Robert', '$argon2', alice.cookies.get('session')!]) {
    assert.ok(!alice.body.includes(secret), secret)
  }
  assert.ok(!alice.body.includes(hashToken(alice.cookies.get('session')!)))
})

test('data are had by a form of one’s own page alone', async () => {
  const house = await openHouseOnDisk()
  const alice = await house.member()
  await alice.send({ url: '/profile/data' })
  assert.equal(alice.status, 405)
  const form = { csrf_token: await alice.token('/profile') }
  const headers = { ...alice.browserHeaders('POST'), 'sec-fetch-site': 'cross-site' }
  await alice.send({ method: 'POST', url: '/profile/data', form, headers })
  assert.equal(alice.status, 403)
  assert.equal((await kinds(house)).includes('data-downloaded'), false)
})
