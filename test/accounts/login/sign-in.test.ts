// What a sign-in leaves behind, on both databases and as visits: its line in the activity, and "was it you?" by mail.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newDeviceMail } from '../../../src/accounts/login/new-device.mail.ts'
import { noteSignIn } from '../../../src/accounts/login/sign-in.ts'
import { OWNER } from '../backend.ts'
import { houseOfAlice, PASSWORD } from '../password/house.ts'
import { eachDatabase, mailsIn, scene, tokensFor } from '../password/scene.ts'

eachDatabase('a sign-in', (open) => {
  async function setUp() {
    const set = await scene(open)
    const { backend, id: userId } = set
    return {
      ...set,
      note: (knownDevice: boolean) => noteSignIn(backend, { userId, knownDevice, by: OWNER }),
    }
  }

  test('the very first of an account is nobody’s surprise', async () => {
    const { note, kinds, mails, account, backend } = await setUp()
    await note(false)
    assert.deepEqual(kinds(), ['signed-in'])
    assert.deepEqual(await mails(), [])
    assert.equal((await account()).lastSignInAt, backend.clock)
  })

  test('V6.3.5 from the second on, a new device is told to the owner; a known one is not', async () => {
    const { note, kinds, mails, store } = await setUp()
    for (const known of [false, true, false, true]) await note(known)
    assert.deepEqual(kinds(), ['signed-in', 'signed-in', 'signed-in-new-device', 'signed-in'])
    const [mail, ...more] = await mails()
    assert.deepEqual(more, [])
    assert.equal(mail?.recipient, 'Alice@example.org')
    assert.match(mail.text, /192\.0\.2\.1, Thu, 01 Jan 2026 00:00:00 GMT/)
    const [token] = await tokensFor(store, '/not-me')
    assert.ok(token)
    const told = await store.db.selectFrom('activity').selectAll().execute()
    assert.ok(!JSON.stringify(told).includes(token))
  })

  test('an unconfirmed address gets no mail and no link; the activity still tells', async () => {
    const { note, change, mails, kinds, links } = await setUp()
    await change({ email_verified_at: null, last_sign_in_at: 1 })
    await note(false)
    assert.deepEqual(await mails(), [])
    assert.deepEqual(await links(), [])
    assert.deepEqual(kinds(), ['signed-in-new-device'])
  })

  test('an account that is gone by now leaves nothing', async () => {
    const { note, db, kinds } = await setUp()
    await db.deleteFrom('users').execute()
    await note(false)
    assert.deepEqual(kinds(), [])
  })
})

test('V6.3.5 the device cookie decides: not address, browser, or who was here before', async () => {
  const { alice, signIn, store, visitor, member } = await houseOfAlice()
  const count = async () => (await tokensFor(store, '/not-me')).length
  await alice.press('Sign out')
  alice.options.address = '198.51.100.7'
  await signIn(PASSWORD, alice)
  assert.equal(await count(), 0, 'the same device elsewhere')

  const other = await signIn(PASSWORD, visitor())
  assert.equal(await count(), 1, 'another one at the same place')
  await other.open('/dashboard')
  await other.press('Sign out')
  await signIn(PASSWORD, other)
  assert.equal(await count(), 1, 'it is known by now')

  const bob = await member('bob')
  await bob.open('/dashboard')
  await bob.press('Sign out')
  await signIn(PASSWORD, bob)
  assert.equal(await count(), 2, 'bob’s device says nothing of alice')
  other.cookies.set('device', `${other.cookies.get('device')?.slice(0, -1)}x`)
  await other.open('/dashboard')
  await other.press('Sign out')
  await signIn(PASSWORD, other)
  assert.equal(await count(), 3, 'a forged cookie is none')
})

test('a wrong password on a new device mails nothing', async () => {
  const { signIn, store } = await houseOfAlice()
  const before = (await mailsIn(store)).length
  assert.equal((await signIn('a long walk by the sea')).status, 401)
  assert.equal((await mailsIn(store)).length, before)
})

test('V1.2.1 what the device and the name say can’t become a link or markup in the mail', () => {
  const facts = {
    site: 'Tower',
    origin: 'https://tower.test',
    username: 'ada',
    token: 'T'.repeat(43),
    at: new Date(Date.UTC(2026, 0, 1, 12)),
    address: '2001:db8::1',
    device: 'Firefox on Windows',
  }
  const { subject, text, html } = newDeviceMail(facts)
  assert.equal(subject, 'New sign-in to your account at Tower')
  assert.match(text, /^Hello ada,\n\n/)
  assert.match(text, /Firefox on Windows, from the address 2001:db8::1, Thu, 01 Jan 2026 12:00:00 GMT\./)
  const link = `https://tower.test/not-me?token=${facts.token}`
  assert.deepEqual(text.match(/https?:\S+/g), [link])
  assert.deepEqual(html.match(/href="[^"]+"/g), [`href="${link}"`])
  const hostile = newDeviceMail({
    ...facts,
    username: 'www.prize.example',
    site: '<b>x</b>\r\nBcc: a@b.test',
    address: '',
  })
  assert.match(hostile.text, /^Hello,\n/)
  assert.doesNotMatch(hostile.subject, /[\r\n]/)
  assert.doesNotMatch(hostile.html, /<b>/)
  assert.match(hostile.text, /from the address unknown/)
})
