// /admin as visits: who is let in, what each act does to the other browser, and everything that must not happen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actNames } from '../../../src/accounts/admin/act.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import type { Store } from '../../../src/store/store.ts'
import { PASSWORD } from '../../house.ts'
import type { Visitor } from '../../visitor.ts'
import { mails, openHouseOnDisk, users } from '../visits.ts'

const MAX_AGE = 15 * 60 // seconds

async function idOf(store: Store, username: string): Promise<string> {
  return (await users(store)).find((row) => row.username === username)!.id
}

async function setRow(store: Store, username: string, row: { roles?: string; email_verified_at?: number }) {
  await store.db.updateTable('users').set(row).where('username', '=', username).execute()
}

/** Ada, an administrator, and alice, each at a browser of her own. */
async function adaAndAlice(options: SettingsInput = {}) {
  const house = await openHouseOnDisk(options)
  const [ada, alice] = [await house.member('ada-l'), await house.member('alice')]
  await setRow(house.store, 'ada-l', { roles: '["admin"]' })
  await setRow(house.store, 'alice', { email_verified_at: 1 })
  const id = await idOf(house.store, 'alice')
  return { ...house, ada, alice, id, page: `/admin/accounts/${id}` }
}

const isIn = async (person: Visitor) => (await person.open('/dashboard')).path === '/dashboard'

const kinds = async (store: Store, username: string) =>
  (
    await store.db
      .selectFrom('activity')
      .select(['kind', 'actor'])
      .where('user_id', '=', await idOf(store, username))
      .orderBy('seq')
      .execute()
  ).map(({ kind, actor }) => `${kind} ${actor.replace(/:.*/, ':')}`)

/** A press without following where it leads. */
const send = (person: Visitor, url: string, csrf_token: string, more: Record<string, string> = {}) =>
  person.send({ method: 'POST', url, form: { csrf_token, ...more }, headers: person.browserHeaders('POST') })

test('V8.2.1 administrators are let in; members get 403, strangers the sign-in page, programs problem details', async () => {
  const { ada, alice, visitor, page } = await adaAndAlice()
  assert.equal((await ada.open('/admin')).status, 200)
  assert.match(ada.text, /Administration .*Accounts .*ada-l admin .*alice/)
  assert.equal(ada.headers['cache-control'], 'no-store')
  for (const url of ['/admin', page, '/admin/accounts/nobody', '/admin/accounts/%00']) {
    await alice.open(url)
    assert.equal(alice.status, 403, url)
    assert.doesNotMatch(alice.text, /ada-l/)
    assert.doesNotMatch(alice.text, /Administration/)
    const stranger = await visitor().open(url)
    const back = url.includes('%') ? '' : `?next=${encodeURIComponent(url)}`
    assert.deepEqual(stranger.redirects, [`303 /login${back}`])
    const program = await alice.copy().send({ url, headers: { accept: 'application/json' } })
    assert.deepEqual([program.status, JSON.parse(program.body).code], [403, 'forbidden'])
  }
  const nobody = await visitor().send({ url: '/admin', headers: { accept: 'application/json' } })
  assert.equal(nobody.status, 401)
})

test('a stranger who is an administrator is led back to where they were going', async () => {
  const { visitor, page } = await adaAndAlice()
  const ada = await visitor().open(page)
  ada.fill({ username: 'ada-l', password: PASSWORD })
  await ada.press('Sign in')
  assert.equal(ada.path, page)
  assert.match(ada.text, /Account alice/)
})

test('an account is found by name and by address, and seen with its activity', async () => {
  const { ada, page } = await adaAndAlice()
  await ada.open('/admin')
  ada.fill({ q: 'ALICE@example' })
  await ada.press('Find')
  assert.match(ada.text, /alice@example\.test/)
  assert.doesNotMatch(ada.text, /ada-l@/)
  await ada.open(page)
  assert.match(ada.text, /Account alice .*StateActive .*alice@example\.test confirmed/)
  assert.match(ada.text, /Signed in/)
  assert.match(ada.text, /127\.0\.0\.1/)
})

test('V7.4.2 V8.3.2 suspending ends every session at its next request, and nobody signs in until restored', async () => {
  const { ada, alice, store, visitor, page } = await adaAndAlice()
  const thief = alice.copy()
  await ada.open(page)
  await ada.press('Suspend this account')
  assert.deepEqual(ada.redirects, [`303 ${page}`])
  assert.match(ada.text, /alice is suspended and signed out everywhere\. .*StateSuspended/)
  assert.deepEqual([await isIn(alice), await isIn(thief), await isIn(ada)], [false, false, true])
  const again = await visitor().open('/login')
  again.fill({ username: 'alice', password: PASSWORD })
  assert.equal((await again.press('Sign in')).status, 401)

  await ada.open(page)
  await ada.press('Restore this account')
  assert.match(ada.text, /alice can sign in again\. .*StateActive/)
  assert.equal(await isIn(alice), false)
  await again.open('/login')
  again.fill({ username: 'alice', password: PASSWORD })
  assert.equal((await again.press('Sign in')).path, '/dashboard')
  await again.open('/activity')
  assert.match(again.text, /Account restored by an administrator .*Account suspended by an administrator/)
  assert.doesNotMatch(again.text, /ada-l/)
  await ada.open('/activity')
  assert.match(ada.text, /Restored an account, as an administrator account: alice/)
  const subjects = (await mails(store)).map(({ subject }) => subject)
  assert.ok(subjects.includes('Your account at Portcullis is suspended'))
  assert.ok(subjects.includes('Your account at Portcullis is open again'))
})

test('V7.4.5 ending sessions throws everybody out at once, and leaves the password', async () => {
  const { ada, alice, store, page } = await adaAndAlice()
  await ada.open(page)
  await ada.press('End all its sessions')
  assert.match(ada.text, /alice is signed out everywhere\./)
  assert.equal(await isIn(alice), false)
  await alice.open('/login')
  alice.fill({ username: 'alice', password: PASSWORD })
  assert.equal((await alice.press('Sign in')).path, '/dashboard')
  assert.ok((await kinds(store, 'alice')).includes('signed-out-everywhere admin:'))
  assert.ok((await kinds(store, 'ada-l')).includes('admin-signed-out owner'))
})

test('V6.4.6 a reset goes to the owner’s mailbox; no page and no answer shows the link', async () => {
  const { ada, alice, store, page } = await adaAndAlice()
  await ada.open(page)
  await ada.press('Mail a reset link')
  assert.match(ada.text, /A link to reset the password is on its way to the owner of alice\./)
  const mail = (await mails(store)).at(-1)!
  assert.equal(mail.recipient, 'alice@example.test')
  const [, token] = /token=([\w-]{43})/.exec(mail.text) ?? []
  assert.ok(token && !ada.body.includes(token) && !ada.setCookies.join().includes(token))
  await ada.open('/activity')
  assert.ok(!ada.body.includes(token))
  assert.equal(await isIn(alice), true)
  for (let more = 0; more < 3; more++) {
    await ada.open(page)
    await ada.press('Mail a reset link')
  }
  assert.match(ada.text, /No link was sent/)
})

test('roles are granted and revoked; a bad one comes back with its problem', async () => {
  const { ada, alice, store, page } = await adaAndAlice()
  await ada.open(page)
  ada.fill({ role: ' editor ' })
  await ada.press('Grant role')
  assert.match(ada.text, /alice has the role editor now\./)
  assert.equal(await isIn(alice), true)
  ada.fill({ role: 'Chief Editor' })
  await ada.press('Grant role')
  assert.equal(ada.status, 422)
  assert.match(ada.text, /Problem: A role is a lower-case letter/)
  assert.match(ada.body, /value="Chief Editor"/)
  await ada.open(page)
  await ada.press('Revoke editor')
  assert.match(ada.text, /alice no longer has the role editor\./)

  ada.fill({ role: 'admin' })
  await ada.press('Grant role')
  assert.equal(await isIn(alice), false)
  await alice.open('/login?next=/admin')
  alice.fill({ username: 'alice', password: PASSWORD })
  await alice.press('Sign in')
  assert.equal(alice.path, '/admin')
  const row = (await users(store)).find(({ username }) => username === 'alice')
  assert.equal(row?.roles, '["admin"]')
})

test('V8.3.2 an administrator who is demoted, suspended or signed out meanwhile is refused at once, a form under way too', async () => {
  const { ada, alice, store, visitor, id, page } = await adaAndAlice()
  const adas = `/admin/accounts/${await idOf(store, 'ada-l')}`
  await setRow(store, 'alice', { roles: '["admin"]' })
  const bob = await (async () => {
    await visitor().post('/register', { username: 'bob', email: 'bob@example.test', password: PASSWORD })
    return `/admin/accounts/${await idOf(store, 'bob')}`
  })()
  for (const how of ['Revoke admin', 'Suspend this account', 'End all its sessions']) {
    const csrf_token = await alice.token(bob)
    await ada.open(page)
    await ada.press(how)
    for (const name of actNames) {
      await send(alice, `${bob}/${name}`, csrf_token, { role: 'editor' })
      // The token belonged to a session that is over.
      assert.ok([303, 400, 403].includes(alice.status), `${how}, ${name}: ${alice.status}`)
    }
    assert.notEqual((await alice.open('/admin')).path, '/admin')
    await setRow(store, 'alice', { roles: '["admin"]' })
    await store.db.updateTable('users').set({ state: 'active' }).where('id', '=', id).execute()
    await alice.open('/login')
    alice.fill({ username: 'alice', password: PASSWORD })
    await alice.press('Sign in')
  }
  assert.equal((await alice.open(adas)).status, 200)
  await setRow(store, 'alice', { roles: '[]' })
  assert.equal((await alice.open('/admin')).status, 403)
  const bobsRow = (await users(store)).find(({ username }) => username === 'bob')
  assert.deepEqual([bobsRow?.state, bobsRow?.roles, bobsRow?.credential_epoch], ['active', '[]', 0])
})

test('nobody suspends or demotes themself: the page offers nothing, and a made-up form does nothing', async () => {
  const { ada, store } = await adaAndAlice()
  const own = `/admin/accounts/${await idOf(store, 'ada-l')}`
  await ada.open(own)
  assert.match(ada.text, /This is your own account/)
  assert.doesNotMatch(ada.text, /Suspend this account|Grant role|Revoke/)
  for (const name of actNames) {
    await ada.post(`${own}/${name}`, { role: 'admin' }, '/admin')
    assert.equal(ada.status, 303)
    await ada.open(own)
    assert.match(ada.text, /as an administrator you can’t act on it/)
  }
  assert.deepEqual(
    (await kinds(store, 'ada-l')).filter((kind) => !/^(account-created|signed-in)/.test(kind)),
    [],
  )
})

test('V15.4.2 two who suspend each other at once leave one', async () => {
  const { ada, alice, store, page } = await adaAndAlice()
  await setRow(store, 'alice', { roles: '["admin"]' })
  const adas = `/admin/accounts/${await idOf(store, 'ada-l')}`
  const tokens = [await ada.token('/admin'), await alice.token('/admin')]
  await Promise.all([send(ada, `${page}/suspend`, tokens[0]!), send(alice, `${adas}/suspend`, tokens[1]!)])
  const active = (await users(store)).filter(({ state }) => state === 'active')
  assert.equal(active.length, 1)
})

test('V15.4.2 50 presses at once suspend once', async () => {
  const { ada, store, page } = await adaAndAlice()
  const csrf_token = await ada.token(page)
  const copies = Array.from({ length: 50 }, () => ada.copy())
  await Promise.all(copies.map((copy) => send(copy, `${page}/suspend`, csrf_token)))
  assert.ok(copies.every(({ status }) => status === 303))
  assert.equal((await kinds(store, 'alice')).filter((kind) => kind.startsWith('suspended')).length, 1)
  assert.equal((await kinds(store, 'ada-l')).filter((kind) => kind.startsWith('admin-suspended')).length, 1)
})

test('V8.4.2 each act asks for a recent proof, to the millisecond; the sight does not', async () => {
  const { ada, clock, store, page } = await adaAndAlice()
  const csrf_token = await ada.token(page)
  clock.now += MAX_AGE * 1000 - 1
  await send(ada, `${page}/sign-out`, csrf_token)
  assert.equal(ada.headers['location'], page)
  clock.now += 1
  const before = await kinds(store, 'alice')
  for (const name of actNames) {
    await send(ada, `${page}/${name}`, csrf_token, { role: 'editor' })
    assert.notEqual(ada.headers['location'], page, name)
    assert.match(ada.status === 303 ? String(ada.headers['location']) : ada.text, /confirm/i)
  }
  assert.deepEqual(await kinds(store, 'alice'), before)
  assert.equal((await ada.open(page)).status, 200)
})

test('an act that had to wait for a proof says what it is, and goes on afterwards', async () => {
  const { ada, clock, store, page } = await adaAndAlice()
  await ada.open(page)
  clock.forward(MAX_AGE)
  await ada.press('Suspend this account')
  assert.match(ada.text, /Please confirm that it is you/)
  assert.match(ada.text, /Suspend this account: alice/)
  assert.ok(!(await kinds(store, 'alice')).includes('suspended admin:'))
  ada.fill({ password: PASSWORD })
  await ada.press('Confirm')
  assert.match(ada.text, /Suspend this account: alice/)
  await ada.press('Go on')
  assert.match(ada.text, /alice is suspended and signed out everywhere/)
})

test('V3.5.1 no act works without a token, from another site, by GET, or as JSON', async () => {
  const { ada, store, page } = await adaAndAlice()
  const csrf_token = await ada.token(page)
  const before = JSON.stringify(await users(store))
  for (const name of actNames) {
    const url = `${page}/${name}`
    await ada.send({ method: 'POST', url, form: { role: 'editor' }, headers: ada.browserHeaders('POST') })
    assert.equal(ada.status, 400)
    const elsewhere = {
      ...ada.browserHeaders('POST'),
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    }
    await ada.send({ method: 'POST', url, form: { csrf_token, role: 'editor' }, headers: elsewhere })
    assert.equal(ada.status, 403)
    assert.equal((await ada.open(url)).status, 405)
    const json = { 'content-type': 'application/json', 'x-csrftoken': csrf_token }
    await ada.send({
      method: 'POST',
      url,
      payload: '{"role":"editor"}',
      headers: { ...ada.browserHeaders('POST'), ...json },
    })
    assert.equal(ada.status, 415)
  }
  assert.equal(JSON.stringify(await users(store)), before)
})

test('a form with a stale token comes back and tells what it would do, and to whom', async () => {
  const { ada, page } = await adaAndAlice()
  await ada.open(page)
  ada.fill({ csrf_token: 'x' })
  await ada.press('Suspend this account')
  assert.equal(ada.status, 400)
  assert.match(ada.body, /value="Suspend this account: alice"/)
  await ada.press('Send again')
  assert.match(ada.text, /alice is suspended/)
})

test('an id that is nobody’s, or could be, is 404', async () => {
  const { ada } = await adaAndAlice()
  const ids = [
    'nobody',
    '%00',
    '..%2f..%2fetc',
    '%2e%2e',
    'a%20b',
    '%E2%82%AC',
    'x'.repeat(64),
    'x'.repeat(65),
    '1%27--',
    '%ff',
  ]
  for (const id of [...ids, 'x'.repeat(512), '__proto__', 'constructor']) {
    const expected = id === '%ff' ? 400 : 404
    await ada.open(`/admin/accounts/${id}`)
    assert.equal(ada.status, expected, id)
    await ada.post(`/admin/accounts/${id}/suspend`, {}, '/admin')
    assert.equal(ada.status, expected, id)
  }
  // The router takes no longer parameter, whoever asks.
  await ada.open(`/admin/accounts/${'x'.repeat(513)}`)
  assert.equal(ada.status, 400)
})

test('odd searches and places in the list are answered', async () => {
  const { ada, page } = await adaAndAlice()
  for (const query of [
    'q=%00',
    'q=%25',
    'q=a&q=b',
    'q[a]=b',
    'after=%00',
    'after=zzz',
    `q=${'x'.repeat(3_000)}`,
    'q=%f0%9f%a6%8a',
    '__proto__=x',
  ]) {
    await ada.open(`/admin?${query}`)
    assert.equal(ada.status, 200, query)
  }
  for (const before of ['0', '-1', 'x', '1e9', '99999999999999999999', '%00', '1&before=2', '1']) {
    assert.equal((await ada.open(`${page}?before=${before}`)).status, 200, before)
  }
})

test('looking is written down once an hour, in the administrator’s own activity', async () => {
  const { ada, store, clock, page } = await adaAndAlice()
  const looks = async () =>
    (await kinds(store, 'ada-l')).filter((kind) => kind === 'admin-viewed owner').length
  for (let time = 0; time < 5; time++) await ada.open(page)
  assert.equal(await looks(), 1)
  clock.forward(3_600)
  await ada.open(page)
  assert.equal(await looks(), 2)
  assert.ok(!(await kinds(store, 'alice')).some((kind) => kind.includes('admin')))
})

test('V6.3.3 where the setting asks for a second factor, a password alone opens nothing', async () => {
  const { ada, store, page, id } = await adaAndAlice({ admin: { secondFactor: true } })
  for (const url of ['/admin', page]) {
    await ada.open(url)
    assert.equal(ada.status, 403)
    assert.match(ada.text, /This needs a second factor/)
    assert.doesNotMatch(ada.text, /alice/)
  }
  await ada.post(`${page}/suspend`, {}, '/dashboard')
  assert.equal(ada.status, 403)
  await ada.send({ url: '/admin', headers: { accept: 'application/json' } })
  assert.deepEqual([ada.status, JSON.parse(ada.body).code], [403, 'second-factor-needed'])
  assert.equal((await users(store)).find((row) => row.id === id)?.state, 'active')

  const sessionId = hashToken(ada.cookies.get('session')!)
  for (const enough of [['password', 'authenticator-code'], ['password', 'recovery-code'], ['passkey']]) {
    const assurance = JSON.stringify(enough)
    await store.db.updateTable('sessions').set({ assurance }).where('id', '=', sessionId).execute()
    assert.equal((await ada.open('/admin')).status, 200)
  }
  for (const nothing of ['[]', '["password","password"]', '["password","remembered-device"]']) {
    await store.db.updateTable('sessions').set({ assurance: nothing }).where('id', '=', sessionId).execute()
    assert.equal((await ada.open('/admin')).status, 403)
  }
})

test('V2.4.1 120 a minute, and no more', async () => {
  const { ada, page } = await adaAndAlice()
  const headers = ada.browserHeaders('GET')
  for (const url of ['/admin', page]) {
    for (let time = 0; time < 120; time++) await ada.send({ url, headers })
    assert.equal(ada.status, 200)
    await ada.send({ url, headers })
    assert.equal(ada.status, 429)
  }
})

test('V14.2.6 no page shows a hash, a token or a session', async () => {
  const { ada, alice, store, page } = await adaAndAlice()
  const secrets = [
    ...(await users(store)).map((row) => row.password_hash!),
    ...[ada, alice].flatMap((one) => [one.cookies.get('session')!, hashToken(one.cookies.get('session')!)]),
    ...[ada, alice].map((one) => hashToken(hashToken(one.cookies.get('session')!))),
  ]
  for (const url of ['/admin', page]) {
    await ada.open(url)
    for (const secret of secrets) assert.ok(!ada.body.includes(secret))
    assert.doesNotMatch(ada.body, /argon2/)
  }
})

test('where another administrator sits is not shown', async () => {
  const { ada, store, page } = await adaAndAlice()
  await setRow(store, 'alice', { roles: '["admin"]' })
  await ada.open(page)
  assert.match(ada.text, /Signed in/)
  assert.doesNotMatch(ada.text, /127\.0\.0\.1/)
})

test('what nobody can be called finds nobody, and not everybody', async () => {
  const { ada } = await adaAndAlice()
  for (const q of ['a%00', '%00', 'a'.repeat(2049), 'a&q=b', 'a&after=x%00']) {
    await ada.open(`/admin?q=${q}`)
    assert.equal(ada.status, 200, q)
    assert.match(ada.text, /This can’t be searched for\./, q)
    assert.match(ada.body, /href="\/admin">All accounts/)
    assert.doesNotMatch(ada.body, /\/admin\/accounts\//, q)
  }
})
