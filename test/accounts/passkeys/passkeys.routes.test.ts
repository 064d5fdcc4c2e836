// Passkeys as visits: added on their page, signed in by, used as a second step and to confirm, removed again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { userHandleOf } from '../../../src/accounts/passkeys/relying-party.ts'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { openHouseOnDisk, sessions } from '../visits.ts'
import { addByPage, call, prove, scriptHeaders } from './calls.ts'
import { SoftwareAuthenticator, type Wrong } from './software-authenticator.ts'

const isIn = async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard'

const activity = async ({ store }: Awaited<ReturnType<typeof openHouseOnDisk>>) =>
  (await store.db.selectFrom('activity').select('kind').orderBy('seq').execute()).map(({ kind }) => kind)

async function alice(options = {}) {
  const house = await openHouseOnDisk(options)
  const here = await house.member('alice')
  return { ...house, house, here }
}

test('the page says what there is, and what a browser needs to know', async () => {
  const { here, house, store } = await alice()
  await here.open('/passkeys')
  assert.match(here.text, /You have no passkey yet/)
  assert.match(here.text, /Passkeys need JavaScript\. Another browser or device may be able to\./)
  assert.match(here.body, /<p class="hint" hidden data-missing>This browser can’t use passkeys here\./)
  const passkey = await addByPage(here, house, { name: 'Blue key' })
  assert.deepEqual(JSON.parse(here.body), { next: '/passkeys' })
  await here.open('/passkeys')
  assert.match(here.text, /The passkey is added\. You can sign in with it from now on\./)
  assert.match(here.text, /Blue key Added1 January 2026 at 12:00 UTC Last usedNever KeptOn one device alone/)
  assert.match(here.text, /Usedby USB/)
  assert.match(here.text, /One is easily lost/)
  const signals = /data-passkey-signals="([^"]+)"/.exec(here.body)![1]!.replaceAll('&quot;', '"')
  const { id } = await store.db.selectFrom('users').select('id').executeTakeFirstOrThrow()
  assert.deepEqual(JSON.parse(signals), {
    rpId: 'localhost',
    userId: userHandleOf(id),
    ids: [passkey.id],
    name: 'alice',
    displayName: 'alice',
  })
})

test('V7.4.3 adding ends the other sessions, gives this one a new token, and is told by mail', async () => {
  const { here, house, visitor, store } = await alice()
  await store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  const there = visitor()
  await there.open('/login')
  await there.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  const thief = here.copy()
  await addByPage(here, house)
  assert.deepEqual(await Promise.all([here, there, thief].map(isIn)), [true, false, false])
  const mails = await store.db.selectFrom('outbox').selectAll().execute()
  assert.equal(mails.filter(({ text }) => /A passkey was added/.test(text)).length, 1)
  const [row] = await sessions(store).then((rows) =>
    rows.filter(({ credential_epoch: epoch }) => epoch === 1),
  )
  assert.deepEqual(JSON.parse(row!.assurance), ['password', 'passkey'])
})

test('signing in by a passkey alone counts as two factors, and leads on to where one was going', async () => {
  const { here, house, visitor, store } = await alice()
  const passkey = await addByPage(here, house)
  const person = visitor()
  assert.deepEqual(await prove(person, 'sign-in', passkey, { next: '/activity' }), { next: '/activity' })
  assert.equal(await isIn(person), true)
  const [row] = (await sessions(store)).slice(-1)
  assert.deepEqual(JSON.parse(row!.assurance), ['passkey'])
  assert.ok(person.cookies.has('device'))
  for (const next of [
    '/logout',
    '//evil.test',
    'https://evil.test/',
    '/\\evil.test',
    '\t//evil.test',
    '/%2f/evil',
  ]) {
    assert.deepEqual(await prove(visitor(), 'sign-in', passkey, { next }), { next: '/dashboard' })
  }
  assert.ok((await activity(house as never)).includes('signed-in-new-device'))
})

test('V6.3.8 whatever is wrong, the answer is the same; only a passkey of nobody is called unknown', async () => {
  const { here, house, visitor, store } = await alice()
  const passkey = await addByPage(here, house)
  const words = {
    type: 'about:blank',
    status: 401,
    title: 'This passkey did not work',
    code: 'passkey-refused',
  }
  const detail = 'That passkey does not open an account here. Sign in another way.'
  const person = visitor()
  const answer = async (wrong: Wrong = {}) => {
    const { requestId, ...problem } = await prove(person, 'sign-in', passkey, { wrong })
    assert.match(String(requestId), /^[0-9a-f-]{36}$/)
    return problem
  }
  for (const wrong of [{ badSignature: true }, { userVerified: false }, { rpId: 'evil' }, { origin: 'x' }]) {
    assert.deepEqual(await answer(wrong), { ...words, detail })
    assert.equal(person.status, 401)
    assert.equal(person.headers['www-authenticate'], 'Cookie realm="session"')
  }
  const unknown = await answer({ id: 'AAAA' })
  assert.deepEqual(unknown, { ...words, detail, unknown: true })
  await store.db.updateTable('users').set({ state: 'suspended' }).execute()
  assert.deepEqual(await answer(), { ...words, detail })
  await store.db.updateTable('users').set({ state: 'active', deletes_at: 1 }).execute()
  assert.deepEqual(await answer(), { ...words, detail })
  assert.equal(person.cookies.has('session'), false)
})

test('whoever has left gets the way back by a passkey too, without a session, as long as there is one', async () => {
  const { here, house, visitor, store, clock } = await alice()
  const passkey = await addByPage(here, house)
  const before = (await sessions(store)).length
  const deletesAt = clock.now + 1
  await store.db.updateTable('users').set({ deletes_at: deletesAt, password_hash: null }).execute()
  const person = visitor()
  assert.deepEqual(await prove(person, 'sign-in', passkey, { next: '/activity' }), {
    next: '/profile/return',
  })
  assert.equal(person.cookies.has('session'), false)
  assert.equal((await sessions(store)).length, before)
  await store.db.updateTable('users').set({ state: 'suspended' }).execute()
  const refused = visitor()
  await prove(refused, 'sign-in', passkey)
  assert.equal(refused.status, 401)
  assert.equal((await refused.open('/profile/return')).status, 410)
  await store.db.updateTable('users').set({ state: 'active' }).execute()
  await person.open('/profile/return')
  assert.match(person.text, /Your account is to be deleted/)
  const late = visitor()
  clock.now = deletesAt
  await prove(late, 'sign-in', passkey)
  assert.equal(late.status, 401)
  clock.now = deletesAt - 1
  await person.press('Keep my account')
  assert.match(person.text, /Your account stays; please sign in/)
  assert.deepEqual(await prove(person, 'sign-in', passkey), { next: '/dashboard' })
  assert.equal(await isIn(person), true)
})

test('V6.6.2 an answer is worth nothing to anybody but the visitor who was asked', async () => {
  const { here, house, visitor } = await alice()
  const passkey = await addByPage(here, house)
  const [victim, thief] = [visitor(), visitor()]
  const options = await call(victim, '/passkeys/sign-in/begin', {})
  const credential = passkey.get(options as never)
  await call(thief, '/passkeys/sign-in/finish', { credential })
  assert.equal(thief.status, 401)
  // The cookies of the victim bring a session of their own to be, which is another visitor after signing in.
  const again = passkey.get((await call(victim, '/passkeys/sign-in/begin', {})) as never)
  assert.deepEqual(await call(victim, '/passkeys/sign-in/finish', { credential: again }), {
    next: '/dashboard',
  })
  const replay = await call(victim, '/passkeys/sign-in/finish', { credential: again }, { page: '/dashboard' })
  assert.equal(replay['status'], 401)
})

test('V15.4.2 100 parallel posts of one answer make one session', async () => {
  const { here, house, visitor, store } = await alice({ limits: { login: '1000 per minute' } })
  const passkey = await addByPage(here, house)
  const before = (await sessions(store)).length
  const person = visitor()
  const options = await call(person, '/passkeys/sign-in/begin', {})
  const credential = passkey.get(options as never)
  const token = await person.token('/login')
  const copies = Array.from({ length: 100 }, () => person.copy())
  await Promise.all(
    copies.map((copy) =>
      copy.send({
        method: 'POST',
        url: '/passkeys/sign-in/finish',
        payload: JSON.stringify({ credential }),
        headers: scriptHeaders(copy, token),
      }),
    ),
  )
  assert.equal(copies.filter(({ status }) => status === 200).length, 1)
  assert.equal(copies.filter(({ status }) => status === 401).length, 99)
  assert.equal((await sessions(store)).length, before + 1)
})

test('V6.3.1 tries from one address are limited', async () => {
  const { here, house, visitor } = await alice({ limits: { login: '3 per minute' } })
  const passkey = await addByPage(here, house)
  const stranger = visitor({ address: '192.0.2.77' })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) {
    await prove(stranger, 'sign-in', passkey, { wrong: { badSignature: true } })
    statuses.push(stranger.status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 429])
})

test('V6.3.3 a passkey is the second step after a password: one of the account’s own, once', async () => {
  const { here, house, visitor, store } = await alice()
  const passkey = await addByPage(here, house)
  const bob = await house.member('bob')
  const bobs = await addByPage(bob, house)
  const { id } = await store.db
    .selectFrom('users')
    .select('id')
    .where('username', '=', 'alice')
    .executeTakeFirstOrThrow()
  await store.db.updateTable('users').set({ second_factor: 1 }).where('id', '=', id).execute()
  const person = visitor()
  await person.open('/login')
  await person.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  assert.equal(person.path, '/login/second-step')
  assert.equal(person.cookies.has('session'), false)
  const page = '/login/second-step'
  const options = await call(person, '/passkeys/second-step/begin', {}, { page })
  assert.deepEqual(options['allowCredentials'], [{ id: passkey.id, type: 'public-key', transports: ['usb'] }])
  // Bob's own, under Alice's challenge; and one that was asked for at sign-in.
  for (const credential of [
    bobs.get(options as never, { userHandle: undefined }),
    bobs.get((await call(person, '/passkeys/second-step/begin', {}, { page })) as never),
    passkey.get((await call(person, '/passkeys/sign-in/begin', {}, { page })) as never),
  ]) {
    await call(person, '/passkeys/second-step/finish', { credential }, { page })
    assert.equal(person.status, 401)
  }
  const half = person.copy()
  assert.deepEqual(await prove(person, 'second-step', passkey, { page, next: '/activity' }), {
    next: '/activity',
  })
  assert.equal(await isIn(person), true)
  assert.equal(person.cookies.has('challenge'), false)
  const rows = await sessions(store)
  assert.ok(rows.some(({ assurance }) => assurance === '["password","passkey"]'))
  // The same half-done sign-in once more.
  const over = await prove(half, 'second-step', passkey, { page: '/login' })
  assert.equal(half.status, 422)
  assert.equal(over['next'], '/login')
  assert.equal((await activity(house as never)).filter((kind) => kind === 'passkey-refused').length, 3)
})

test('V6.3.1 wrong passkeys at the second step use up its tries', async () => {
  const { here, house, visitor, store } = await alice({ limits: { confirm: '1000 per minute' } })
  const passkey = await addByPage(here, house)
  await store.db.updateTable('users').set({ second_factor: 1 }).execute()
  const person = visitor()
  await person.open('/login')
  await person.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) {
    const wrong = { badSignature: true }
    await prove(person, 'second-step', passkey, { page: '/login', wrong })
    statuses.push(person.status)
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 422])
  assert.equal(person.cookies.has('challenge'), false)
})

test('nobody is half signed in, or has no passkey: the second step says so', async () => {
  const { visitor, here } = await alice()
  const person = visitor()
  const answer = await call(person, '/passkeys/second-step/begin', {})
  assert.deepEqual([person.status, answer['next']], [422, '/login'])
  await call(here, '/passkeys/confirm/begin', {}, { page: '/dashboard' })
  assert.equal(here.status, 422)
  await call(person, '/passkeys/confirm/begin', {})
  assert.equal(person.status, 401)
})

test('V7.5.3 a passkey confirms who one is, and the session gets a new token', async () => {
  const { here, house, clock, store } = await alice()
  const passkey = await addByPage(here, house)
  clock.forward(15 * 60)
  const page = '/dashboard'
  const refused = await call(here, '/passkeys/add/begin', {}, { page })
  assert.deepEqual([here.status, refused['code']], [401, 'confirmation-needed'])
  const thief = here.copy()
  const { next, csrf } = await prove(here, 'confirm', passkey, { page, next: '/passkeys' })
  assert.equal(next, '/passkeys')
  // Of the session as it is now: the page’s own died with the proof.
  assert.match(String(csrf), /^[\w-]{86}$/)
  await call(here, '/passkeys/add/begin', {}, { page })
  assert.equal(here.status, 200)
  assert.equal(await isIn(thief), false)
  const [row] = (await sessions(store)).filter(({ credential_epoch: epoch }) => epoch === 1)
  assert.equal(row?.proven_at, clock.now)
  assert.ok((await activity(house as never)).includes('confirmed'))
})

test('V8.2.2 somebody else’s passkey confirms nothing, whichever challenge it signs', async () => {
  const { here, house, clock } = await alice()
  await addByPage(here, house)
  const bob = await house.member('bob')
  const bobs = await addByPage(bob, house)
  clock.forward(15 * 60)
  await prove(here, 'confirm', bobs, { page: '/dashboard' })
  assert.equal(here.status, 401)
  const options = await call(bob, '/passkeys/confirm/begin', {}, { page: '/dashboard' })
  const credential = bobs.get(options as never)
  await call(here, '/passkeys/confirm/finish', { credential }, { page: '/dashboard' })
  assert.equal(here.status, 401)
  const again = await call(here, '/passkeys/add/begin', {}, { page: '/dashboard' })
  assert.equal(again['code'], 'confirmation-needed')
  assert.ok((await activity(house as never)).includes('passkey-refused'))
})

test('a passkey is renamed and removed by forms, without JavaScript', async () => {
  const { here, house } = await alice()
  const passkey = await addByPage(here, house)
  await here.open('/passkeys')
  await here.fill({ name: 'Grey key' }).press('Rename')
  assert.match(here.text, /The passkey has a new name\. .*Grey key/)
  await here.fill({ name: ' ' }).press('Rename')
  assert.equal(here.status, 422)
  assert.match(here.text, /There is a problem A name has 1 to 64 characters\./)
  await here.fill({ name: '<b>&"\'' }).press('Rename')
  assert.match(here.body, /&lt;b>&amp;|&lt;b&gt;&amp;/)
  await here.press('Remove this passkey')
  assert.match(
    here.text,
    /The passkey is removed, and all other sessions have ended\..*You have no passkey yet/,
  )
  await here.post('/passkeys/remove', { passkey: passkey.id }, '/passkeys')
  await here.open('/passkeys')
  assert.match(here.text, /no longer there/)
  assert.equal(await isIn(here), true)
})

test('the last way in is not removed, and the page says what to do', async () => {
  const { here, house, store } = await alice()
  await addByPage(here, house)
  await store.db.updateTable('users').set({ password_hash: null }).execute()
  await here.open('/passkeys')
  await here.press('Remove this passkey')
  assert.equal(here.status, 422)
  assert.match(here.text, /This is your only way in: you have no password and no other passkey\./)
  await store.db.updateTable('users').set({ password_hash: 'x', second_factor: 1 }).execute()
  await here.press('Remove this passkey')
  assert.match(here.text, /asks for a second step, and this is all you have for it/)
  assert.equal((await store.db.selectFrom('passkeys').selectAll().execute()).length, 1)
})

test('V7.5.1 adding and removing ask for a recent proof; the page and a new name don’t', async () => {
  const { here, house, clock, store } = await alice()
  const passkey = await addByPage(here, house)
  await here.open('/passkeys')
  const csrf_token = await here.token('/passkeys')
  clock.forward(15 * 60)
  const form = { csrf_token, passkey: passkey.id, name: 'New' }
  const headers = here.browserHeaders('POST')
  await here.send({ method: 'POST', url: '/passkeys/remove', form, headers })
  assert.equal(here.status, 401)
  assert.match(here.text, /Please confirm that it is you/)
  assert.equal((await store.db.selectFrom('passkeys').selectAll().execute()).length, 1)
  await here.send({ method: 'POST', url: '/passkeys/rename', form, headers })
  assert.equal(here.status, 303)
  assert.equal((await here.open('/passkeys')).status, 200)
  // What was begun in time is not ended too late.
  for (const url of ['/passkeys/add/begin', '/passkeys/add/finish']) {
    const answer = await call(here, url, {}, { page: '/passkeys' })
    assert.equal(answer['code'], 'confirmation-needed')
  }
})

test('a refused form comes back with what was typed', async () => {
  const { here, house } = await alice()
  await addByPage(here, house)
  await here.open('/passkeys')
  await here.fill({ csrf_token: 'x', name: 'Typed name' }).press('Rename')
  assert.equal(here.status, 400)
  assert.match(here.body, /value="Typed name"/)
})

test('V3.5.1 no call works without its token, from another site, or as a form', async () => {
  const { here, house, visitor, store } = await alice()
  await addByPage(here, house)
  const before = await store.db.selectFrom('tokens').select('id').execute()
  const person = visitor()
  const token = await person.token('/login')
  const send = (headers: Record<string, string | undefined>, payload = '{}') =>
    person.send({
      method: 'POST',
      url: '/passkeys/sign-in/begin',
      payload,
      headers: { ...scriptHeaders(person, token), ...headers } as Record<string, string>,
    })
  assert.equal((await send({ 'x-csrftoken': undefined })).status, 400)
  assert.equal((await send({ 'x-csrftoken': 'x'.repeat(86) })).status, 400)
  assert.equal((await send({ origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await send({ cookie: '' })).status, 400)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', undefined]) {
    assert.equal((await send({ 'content-type': type })).status, 415, type)
  }
  assert.equal((await send({ 'content-type': 'application/json; charset=utf-16' })).status, 415)
  assert.deepEqual(await store.db.selectFrom('tokens').select('id').execute(), before)
  assert.equal((await send({ 'content-type': 'application/json; charset=utf-8' })).status, 200)
})

test('V2.2.1 calls are small, and exactly what the script sends', async () => {
  const { here, house, visitor } = await alice()
  const passkey = await addByPage(here, house)
  const person = visitor()
  const credential = passkey.get((await call(person, '/passkeys/sign-in/begin', {})) as never)
  const odd: [unknown, number][] = [
    ['{"__proto__":{"x":1}}', 400],
    ['{"constructor":{"prototype":{}}}', 400],
    ['{', 400],
    ['', 400],
    ['null', 422],
    ['[]', 422],
    ['"x"', 422],
    ['1e999', 422],
    [{ credential, more: 1 }, 422],
    [{ credential: { ...credential, more: 1 } }, 422],
    [{ credential: { ...credential, id: [credential.id] } }, 422],
    [{ credential: { ...credential, id: '' } }, 422],
    [{ credential: { ...credential, id: 'a b' } }, 422],
    [{ credential: { ...credential, signature: 'A'.repeat(4097) } }, 422],
    [{ credential: { ...credential, userHandle: 'A'.repeat(89) } }, 422],
    [{ credential: { ...credential, clientDataJSON: 'AAAA' } }, 401],
    [{ credential, next: 5 }, 422],
    ['['.repeat(30_000), 400],
    [{ credential: 'x'.repeat(40_000) }, 413],
  ]
  for (const [body, status] of odd) {
    await call(person, '/passkeys/sign-in/finish', body)
    assert.equal(person.status, status, JSON.stringify(body).slice(0, 80))
    assert.match(String(person.headers['content-type']), /^application\/problem\+json/)
  }
  assert.deepEqual(await call(person, '/passkeys/sign-in/finish', { credential }), { next: '/dashboard' })
})

test('what is no CBOR, or endless, or deep, is refused in no time', async () => {
  const { here, house } = await alice()
  const page = '/passkeys'
  const hostile = [
    Buffer.alloc(9000, 0x81),
    Buffer.alloc(9000, 0xa1),
    Buffer.from('9bffffffffffffffff', 'hex'),
    Buffer.from('bbffffffffffffffff', 'hex'),
    Buffer.from('5bffffffffffffffff', 'hex'),
    Buffer.from('5bffffffffffffff', 'hex'),
    Buffer.from('9f'.repeat(3000), 'hex'),
    Buffer.from('f6', 'hex'),
    Buffer.from('a0', 'hex'),
    Buffer.from('ff', 'hex'),
  ]
  for (const bytes of hostile) {
    const options = await call(here, '/passkeys/add/begin', {}, { page })
    const authenticator = new SoftwareAuthenticator({ origin: house.settings.origin })
    const { response } = authenticator.create(options as never)
    const credential = { ...response, attestationObject: bytes.toString('base64url') }
    const start = performance.now()
    await call(here, '/passkeys/add/finish', { credential, name: '' }, { page })
    assert.equal(here.status, 422)
    assert.ok(performance.now() - start < 3_000)
  }
})

test('the origin is the setting’s, whatever Host and Forwarded say', async () => {
  const { here, house, visitor } = await alice()
  const passkey = await addByPage(here, house)
  const person = visitor()
  const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' }
  const options = await call(person, '/passkeys/sign-in/begin', {}, { headers })
  assert.equal(options['rpId'], 'localhost')
  const credential = passkey.get(options as never, { origin: 'https://evil.test', rpId: 'evil.test' })
  await call(person, '/passkeys/sign-in/finish', { credential }, { headers })
  assert.equal(person.status, 401)
})

test('browsers and password managers find the page', async () => {
  const { visitor } = await alice()
  const manager = visitor()
  await manager.open('/.well-known/passkey-endpoints')
  assert.equal(manager.status, 200)
  assert.match(String(manager.headers['content-type']), /^application\/json/)
  const page = 'http://localhost:3000/passkeys'
  assert.deepEqual(JSON.parse(manager.body), { enroll: page, manage: page })
})

test('people without a passkey are offered one, until they say no in this browser', async () => {
  const { here, house, clock, visitor } = await alice()
  await here.open('/dashboard')
  assert.match(here.text, /Sign in without a password/)
  assert.match(here.body, /data-silently="yes"/)
  // The password was typed a while ago: a passkey that comes by itself would surprise.
  clock.forward(5 * 60)
  await here.open('/dashboard')
  assert.doesNotMatch(here.body, /data-silently/)
  await here.press('Not on this device')
  assert.equal(here.path, '/dashboard')
  assert.doesNotMatch(here.text, /Sign in without a password/)
  const elsewhere = visitor()
  await elsewhere.open('/login')
  await elsewhere.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  assert.match(elsewhere.text, /Sign in without a password/)
  await addByPage(elsewhere, house, { silently: true, wrong: { userPresent: false, userVerified: false } })
  await elsewhere.open('/dashboard')
  assert.match(elsewhere.text, /Your password manager has made a passkey/)
  assert.doesNotMatch(elsewhere.text, /Sign in without a password/)
})

test('what a browser makes silently counts for nothing in this session', async () => {
  const { here, house, store } = await alice()
  await addByPage(here, house, { silently: true, wrong: { userPresent: false, userVerified: false } })
  const [row] = (await sessions(store)).filter(({ credential_epoch: epoch }) => epoch === 1)
  assert.deepEqual(JSON.parse(row!.assurance), ['password'])
})

test('signing up by passkey is offered where the settings allow it, and else the calls are not there', async () => {
  const calls = ['/passkeys/sign-up/begin', '/passkeys/sign-up/finish']
  for (const [options, words] of [
    [{}, /Sign up with a passkey/],
    [{ email: { verification: 'required' } }, /You can add a passkey once your account is there/],
    [{ passkeys: { signUp: false } }, /Create account.*Already have an account/],
  ] as const) {
    const person = (await openHouseOnDisk(options)).visitor()
    await person.open('/register')
    assert.match(person.text, words)
    for (const path of calls) {
      await call(person, path, {}, { page: '/register' })
      assert.equal(person.status, words.source.startsWith('Sign') ? 422 : 404)
    }
  }
})

test('an account with a passkey alone, as a visit: asked for, made, signed in to, and not by a password', async () => {
  const { visitor, settings, store } = await openHouseOnDisk()
  const person = visitor()
  const page = '/register'
  const who = { username: 'keyonly', email: 'keyonly@example.test' }
  const problems = await call(person, '/passkeys/sign-up/begin', { username: 'x', email: '' }, { page })
  assert.deepEqual(problems['fields'], ['username', 'email'])
  const options = await call(person, '/passkeys/sign-up/begin', who, { page })
  const { passkey, response } = new SoftwareAuthenticator({ origin: settings.origin }).create(
    options as never,
  )
  const done = await call(person, '/passkeys/sign-up/finish', { credential: response }, { page })
  assert.deepEqual(done, { next: '/login' })
  assert.equal(person.cookies.has('session'), false)
  await person.open('/login')
  assert.match(person.text, /Your account is ready: please sign in with your passkey/)
  for (const password of ['', 'null', PASSWORD]) {
    await person.post('/login', { username: 'keyonly', password })
    assert.equal(person.status, 401)
  }
  assert.deepEqual(await prove(person, 'sign-in', passkey), { next: '/dashboard' })
  assert.equal(await isIn(person), true)
  await call(person, '/passkeys/sign-up/begin', who, { page: '/dashboard' })
  assert.equal(person.status, 422)
  const [mail] = await store.db.selectFrom('outbox').selectAll().execute()
  assert.equal(mail?.recipient, 'keyonly@example.test')
})
