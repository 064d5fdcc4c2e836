// A new password by a mailed link as a visit: click, choose, sign in; and the token, which is nowhere to be found.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HTTPS, look, onDisk, openHost, signUpAndIn } from '../../shield/host.ts'
import { attribute, elementsIn } from '../../visitor.ts'
import { houseOfAlice, NEW, PASSWORD } from './house.ts'
import { mailsIn, tokenFor } from './scene.ts'

test('V6.4.3 V7.4.3 from the mail to a new password: all are out, and one signs in anew', async () => {
  const { alice, askAndOpen, isIn, signIn, kinds, store } = await houseOfAlice()
  const thief = alice.copy()
  const { person } = await askAndOpen()
  assert.deepEqual(person.redirects, ['303 /password/reset'])
  assert.match(person.text, /For the account alice\./)
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.deepEqual(person.redirects, ['303 /login'])
  assert.match(person.text, /Your new password is set\. Please sign in with it\./)
  assert.equal(person.cookies.has('session'), false, 'a reset signs nobody in')
  for (const one of [alice, thief]) assert.equal(await isIn(one), false)
  assert.equal((await signIn(PASSWORD)).status, 401)
  assert.equal((await signIn(NEW)).path, '/dashboard')
  assert.deepEqual((await kinds()).slice(0, 4), [
    'signed-in-new-device',
    'sign-in-failed',
    'password-reset',
    'password-reset-asked',
  ])
  const notice = (await mailsIn(store)).find(({ subject }) => /was changed/.test(subject))
  assert.equal(notice?.recipient, 'alice@example.test')
})

test('the form has what password managers need, and a label for what is typed', async () => {
  const { askAndOpen } = await houseOfAlice()
  const { person } = await askAndOpen()
  const inputs = person.forms.flatMap((form) => elementsIn(form, 'input'))
  const told = inputs.map((input) => [attribute(input, 'name'), attribute(input, 'autocomplete')])
  assert.deepEqual(told.slice(2), [
    ['username', 'username'],
    ['password', 'new-password'],
  ])
  assert.match(person.body, /<label for="password">New password<\/label>/)
})

test('a scanner that follows the link uses nothing up', async () => {
  const { askAndOpen, visitor } = await houseOfAlice()
  const { person, token } = await askAndOpen()
  for (let times = 0; times < 3; times++) {
    assert.equal((await visitor().open(`/password/reset?token=${token}`)).status, 200)
  }
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.equal(person.path, '/login')
})

test('a password that the policy refuses is told, and may be tried again', async () => {
  const { askAndOpen, signIn } = await houseOfAlice()
  const { person } = await askAndOpen()
  for (const password of ['short', 'password', 'alice@example.test']) {
    person.fill({ password })
    await person.press('Set new password')
    assert.equal(person.status, 422)
    assert.match(person.body, /aria-describedby="password-problem password-hint"/)
    assert.ok(!person.body.includes(`value="${password}"`))
  }
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.equal((await signIn(NEW)).path, '/dashboard')
})

test('used, replaced, too old, made up, or none: a page that says so and leads on', async () => {
  const { askAndOpen, visitor, clock, settings } = await houseOfAlice()
  const { person, token: first } = await askAndOpen()
  const isOver = (one: typeof person, why: string) => {
    assert.equal(one.status, 410, why)
    assert.match(one.text, /This link does not work any more/)
    assert.match(one.body, /href="\/password\/forgot"/)
  }
  const { person: second, token } = await askAndOpen()
  isOver(await visitor().open(`/password/reset?token=${first}`), 'replaced')
  second.fill({ password: NEW })
  await second.press('Set new password')
  isOver(await visitor().open(`/password/reset?token=${token}`), 'used')
  isOver(await visitor().open(`/password/reset?token=${'A'.repeat(43)}`), 'made up')
  isOver(await visitor().open('/password/reset?token=x&token=y'), 'two')
  isOver(await visitor().open('/password/reset'), 'none')
  clock.forward(3_600)
  const { person: late } = await askAndOpen()
  clock.forward(settings.password.resetLifetime)
  late.fill({ password: NEW })
  await late.press('Set new password')
  isOver(late, 'too old')
})

test('V15.4.2 of 50 posts at once, one sets the password', async () => {
  const { askAndOpen, store } = await houseOfAlice()
  const { person } = await askAndOpen()
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(person.body)?.[1] ?? ''
  const copies = Array.from({ length: 50 }, () => person.copy())
  await Promise.all(
    copies.map((copy, n) =>
      copy.send({
        method: 'POST',
        url: '/password/reset',
        form: { csrf_token, password: `${NEW} ${n}` },
        headers: copy.browserHeaders('POST'),
      }),
    ),
  )
  assert.deepEqual(
    copies.map(({ status }) => status).sort((a, b) => a - b),
    [303, ...Array.from({ length: 49 }, () => 410)],
  )
  const kinds = await store.db.selectFrom('activity').select('kind').execute()
  assert.equal(kinds.filter(({ kind }) => kind === 'password-reset').length, 1)
})

test('V3.5.1 a bad token gives the form back, without the password; another site gets nowhere', async () => {
  const { askAndOpen, signIn } = await houseOfAlice()
  const { person } = await askAndOpen()
  const send = (form: Record<string, string>, site: string) =>
    person.send({
      method: 'POST',
      url: '/password/reset',
      form,
      headers: { ...person.browserHeaders('POST'), 'sec-fetch-site': site },
    })
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(person.body)?.[1] ?? ''
  await send({ csrf_token, password: NEW }, 'cross-site')
  assert.equal(person.status, 403)
  await send({ csrf_token: 'wrong', password: NEW }, 'same-origin')
  assert.equal(person.status, 400)
  assert.ok(!person.body.includes(NEW))
  assert.equal((await signIn(PASSWORD)).path, '/dashboard')
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.equal(person.path, '/login')
})

test('V6.3.1 tries with a link are limited', async () => {
  const { askAndOpen } = await houseOfAlice({ limits: { confirm: '10 per minute' } })
  const { person } = await askAndOpen()
  for (let times = 0; times < 10; times++) {
    person.fill({ password: 'short' })
    await person.press('Set new password')
    assert.equal(person.status, 422)
  }
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.equal(person.status, 429)
})

test('an address that nobody had confirmed is confirmed by it', async () => {
  const { askAndOpen, account, store } = await houseOfAlice()
  await store.db.updateTable('users').set({ email_verified_at: null }).execute()
  const { person } = await askAndOpen()
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.notEqual((await account()).emailVerifiedAt, null)
})

test('V14.2.1 the token leaves the address at once, and is in no page, log, activity or Referer', async () => {
  const host = await openHost(undefined, { origin: HTTPS, ...onDisk() })
  const { visitor, log } = host
  await signUpAndIn(visitor(), 'alice')
  const store = await look(host)
  const person = visitor()
  await person.post('/password/forgot', { username: 'alice' })
  const token = await tokenFor(store, '/password/reset')
  await person.send({ url: `/password/reset?token=${token}`, headers: person.browserHeaders('GET') })
  assert.deepEqual([person.status, person.headers['location']], [303, '/password/reset'])
  const pages = [person.body]
  const cookie = person.setCookies.find((line) => line.startsWith('__Host-Http-link='))
  assert.match(cookie ?? '', /; HttpOnly; SameSite=Lax; Secure; Max-Age=1800$/)

  // What a browser sends as Referer from here on is this address at the most.
  await person.open('/password/reset')
  assert.equal(person.status, 200)
  assert.match(String(person.headers['referrer-policy']), /^(?:same-origin|no-referrer)$/)
  assert.match(String(person.headers['cache-control']), /no-store/)
  pages.push(person.body)
  person.fill({ password: NEW })
  await person.press('Set new password')
  assert.deepEqual(person.redirects, ['303 /login'])
  pages.push(person.body)
  assert.ok(!pages.join('').includes(token))
  assert.equal(person.cookies.has('__Host-Http-link'), false)
  assert.ok(log.some((line) => line.includes('/password/reset')))
  assert.ok(!log.join('').includes(token))
  const activity = await store.db.selectFrom('activity').selectAll().execute()
  assert.ok(activity.length > 0 && !JSON.stringify(activity).includes(token))
})
