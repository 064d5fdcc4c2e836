// The second step as visits: codes, recovery codes, replays, races, and no way around it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../../house.ts'
import { codeOf, firstStep, isIn, openRoomy, withApp } from './factors.ts'

const kinds = async ({ db }: { db: Awaited<ReturnType<typeof openRoomy>>['store']['db'] }) =>
  (await db.selectFrom('activity').select('kind').orderBy('seq').execute()).map(({ kind }) => kind)

test('V6.3.3 the right password leads to the second step, and opens nothing by itself', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  const other = await firstStep(house, 'alice')
  assert.equal(other.path, '/login/second-step')
  assert.equal(other.cookies.get('session'), undefined)
  assert.equal(await isIn(other), false)
  await other.open('/login/second-step')
  other.fill({ code: codeOf(key, house.clock.now) })
  await other.press('Sign in')
  assert.equal(other.path, '/dashboard')
  assert.equal(other.cookies.get('challenge'), undefined)
})

test('V6.5.1 a code counts once: not for a second challenge, not again after a sign-in, not the set-up’s own', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  house.clock.forward(-30)
  const early = await firstStep(house, 'alice')
  early.fill({ code: codeOf(key, house.clock.now) })
  await early.press('Sign in')
  assert.equal(early.status, 401)
  house.clock.forward(30)
  const code = codeOf(key, house.clock.now)
  const [one, two] = [await firstStep(house, 'alice'), await firstStep(house, 'alice')]
  one.fill({ code })
  await one.press('Sign in')
  assert.equal(one.path, '/dashboard')
  two.fill({ code })
  await two.press('Sign in')
  assert.equal(two.status, 401)
  assert.match(two.text, /used already/)
})

test('V6.5.5 one step of drift either way, and no more', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  for (const [seconds, right] of [
    [-60, false],
    [60, false],
    [-30, true],
    [30, true],
  ] as const) {
    house.clock.forward(300)
    const person = await firstStep(house, 'alice')
    person.fill({ code: codeOf(key, house.clock.now + seconds * 1000) })
    await person.press('Sign in')
    assert.equal(person.path === '/dashboard', right, `${seconds} s`)
    house.clock.forward(120)
  }
})

test('V2.3.4 V15.4.2 of 100 parallel posts of one right code exactly one signs in', async () => {
  const house = await openRoomy({ throttle: { free: 99 } })
  const { key } = await withApp(house)
  const people = await Promise.all(Array.from({ length: 20 }, () => firstStep(house, 'alice')))
  const before = await house.store.db.selectFrom('sessions').select('id').execute()
  const code = codeOf(key, house.clock.now)
  const posts = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const person = people[at % 20]!.copy()
      const csrf = /name="csrf_token" value="([^"]+)"/.exec(people[at % 20]!.body)![1]!
      await person.send({
        method: 'POST',
        url: '/login/second-step',
        form: { csrf_token: csrf, code },
        headers: person.browserHeaders('POST'),
      })
      return person
    }),
  )
  const through = posts.filter((person) => person.status === 303 && person.cookies.has('session'))
  assert.equal(through.length, 1)
  const after = await house.store.db.selectFrom('sessions').select('id').execute()
  assert.equal(after.length, before.length + 1)
})

test('V6.3.1 V6.6.3 wrong codes wait by account, whichever challenge they come with', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  for (let tries = 0; tries < 5; tries++) {
    const person = await firstStep(house, 'alice')
    person.fill({ code: '000000' })
    await person.press('Sign in')
    assert.equal(person.status, 401)
  }
  const person = await firstStep(house, 'alice')
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.status, 429)
  assert.equal(person.headers['retry-after'], '2')
  house.clock.forward(30)
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
})

test('an empty code is no try: it is asked for, however often', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  const person = await firstStep(house, 'alice')
  for (const code of ['', ' ', '', '\t', '', '', '', '', '', '', '', '']) {
    person.fill({ code })
    await person.press('Sign in')
    assert.equal(person.status, 422)
    assert.match(person.text, /Please type the code\./)
  }
  assert.deepEqual(await house.store.db.selectFrom('throttle').selectAll().execute(), [])
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
})

test('a challenge takes ten tries, ten minutes, and one sign-in', async () => {
  const house = await openRoomy({ throttle: { free: 99 } })
  const { key } = await withApp(house)
  const person = await firstStep(house, 'alice')
  for (let tries = 0; tries < 10; tries++) {
    person.fill({ code: '000000' })
    await person.press('Sign in')
    assert.equal(person.status, 401, String(tries))
  }
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.path, '/login')
  for (const [late, right] of [
    [599.999, true],
    [600, false],
  ] as const) {
    const other = await firstStep(house, 'alice')
    house.clock.now += late * 1000
    other.fill({ code: codeOf(key, house.clock.now) })
    await other.press('Sign in')
    assert.equal(other.path === '/dashboard', right, String(late))
    house.clock.now = Math.ceil(house.clock.now / 1000) * 1000 + 60_000
  }
})

test('a challenge is dead when the password is changed meanwhile, and without the cookie there is none', async () => {
  const house = await openRoomy()
  const { key, person } = await withApp(house)
  const half = await firstStep(house, 'alice')
  await house.store.db.updateTable('users').set({ credential_epoch: 99 }).execute()
  half.fill({ code: codeOf(key, house.clock.now) })
  await half.press('Sign in')
  assert.equal(half.path, '/login')
  assert.equal(half.cookies.has('session'), false)
  const stranger = house.visitor()
  await stranger.open('/login/second-step')
  assert.equal(stranger.path, '/login')
  assert.equal(await isIn(person), false)
})

test('V6.5.1 V6.5.6 a recovery code takes the code’s place once, in any spelling, and is told by mail and activity', async () => {
  const house = await openRoomy()
  await house.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  const { codes } = await withApp(house)
  await house.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  assert.equal(codes.length, 10)
  const typed = codes[0]!.toLowerCase().replaceAll('-', ' ')
  const person = await firstStep(house, 'alice')
  person.fill({ code: ` ${typed} ` })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard', person.text)
  const again = await firstStep(house, 'alice')
  again.fill({ code: codes[0]! })
  await again.press('Sign in')
  assert.equal(again.status, 401)
  await person.open('/two-factor')
  assert.match(person.text, /Codes left: 9/)
  const mails = await house.store.db.selectFrom('outbox').select('subject').execute()
  assert.ok(mails.some(({ subject }) => subject.startsWith('A recovery code of your account')))
  assert.ok((await kinds(house.store)).includes('recovery-code-used'))
  const stored = JSON.stringify(await house.store.db.selectFrom('recovery_codes').selectAll().execute())
  for (const code of codes) assert.ok(!stored.includes(code) && !stored.includes(code.replaceAll('-', '')))
})

test('V15.4.2 one recovery code under 50 parallel posts signs in once', async () => {
  const house = await openRoomy({ throttle: { free: 99 } })
  const { codes } = await withApp(house)
  const people = await Promise.all(Array.from({ length: 10 }, () => firstStep(house, 'alice')))
  const posts = await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      const person = people[at % 10]!.copy()
      const csrf = /name="csrf_token" value="([^"]+)"/.exec(people[at % 10]!.body)![1]!
      return person.send({
        method: 'POST',
        url: '/login/second-step',
        form: { csrf_token: csrf, code: codes[3]! },
        headers: person.browserHeaders('POST'),
      })
    }),
  )
  assert.equal(posts.filter((person) => person.cookies.has('session')).length, 1)
})

test('another account’s code and recovery code open nothing', async () => {
  const house = await openRoomy()
  await withApp(house, 'alice')
  const bob = await withApp(house, 'bob')
  for (const code of [codeOf(bob.key, house.clock.now), bob.codes[0]!]) {
    const person = await firstStep(house, 'alice')
    person.fill({ code })
    await person.press('Sign in')
    assert.equal(person.status, 401)
  }
})

test('odd codes are wrong codes', async () => {
  const house = await openRoomy({ throttle: { free: 99 } })
  const { key } = await withApp(house)
  const right = codeOf(key, house.clock.now)
  const fullwidth = [...right].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
  for (const code of [
    '',
    '0',
    right.slice(1),
    `${right}0`,
    fullwidth,
    '１２３４５６',
    'x'.repeat(2000),
    '-------',
    '‮',
  ]) {
    const person = await firstStep(house, 'alice')
    person.fill({ code })
    await person.press('Sign in')
    assert.notEqual(person.path, '/dashboard', code)
    assert.ok(person.status < 500)
  }
  const person = await firstStep(house, 'alice')
  person.fill({ code: ` ${right.slice(0, 3)} ${right.slice(3)}\n` })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
})

test('it leads on to where one was going, and to own paths alone', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  for (const [next, path] of [
    ['/activity', '/activity'],
    ['//evil.example', '/dashboard'],
    ['https:evil.example', '/dashboard'],
    ['/\\evil.example', '/dashboard'],
  ] as const) {
    house.clock.forward(60)
    const person = house.visitor()
    await person.open(`/login?next=${encodeURIComponent(next)}`)
    person.fill({ username: 'alice', password: PASSWORD })
    await person.press('Sign in')
    person.fill({ code: codeOf(key, house.clock.now) })
    await person.press('Sign in')
    assert.equal(person.path, path, next)
  }
})

test('a device that is remembered is not asked again, until the time is over or a credential changes', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  const person = await firstStep(house, 'alice')
  person.fill({ code: codeOf(key, house.clock.now), remember: 'yes' })
  await person.press('Sign in')
  await person.press('Sign out')
  await firstStep(house, 'alice', person)
  assert.equal(person.path, '/dashboard')
  await person.open('/two-factor')
  assert.match(person.text, /Remembered devices/)
  await person.press('Forget this device')
  // Its password alone forgets no device either: what the device spared is owed now.
  assert.match(person.text, /This device is remembered/)
  house.clock.forward(60)
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Confirm with a code')
  await person.press('Go on')
  await person.press('Sign out')
  await firstStep(house, 'alice', person)
  assert.equal(person.path, '/login/second-step')
  house.clock.forward(60)
  person.fill({ code: codeOf(key, house.clock.now), remember: 'yes' })
  await person.press('Sign in')
  const thirtyDays = 30 * 86_400
  house.clock.forward(thirtyDays - 1)
  await firstStep(house, 'alice', person)
  assert.equal(person.path, '/dashboard')
  await person.press('Sign out')
  house.clock.forward(1)
  await firstStep(house, 'alice', person)
  assert.equal(person.path, '/login/second-step')
})

test('strict sites remember no device', async () => {
  const house = await openRoomy({ secondFactor: { strict: true } })
  const { key } = await withApp(house)
  const person = await firstStep(house, 'alice')
  assert.doesNotMatch(person.text, /Don't ask for it/)
  person.fill({ code: codeOf(key, house.clock.now), remember: 'yes' })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
  assert.equal(person.cookies.has('remember'), false)
})

test('V6.3.3 with a remembered device the password alone changes no factor, and opens nothing that asks for two', async () => {
  const house = await openRoomy({ admin: { secondFactor: true } })
  const { key } = await withApp(house)
  await house.store.db.updateTable('users').set({ roles: '["admin"]' }).execute()
  const person = await firstStep(house, 'alice')
  person.fill({ code: codeOf(key, house.clock.now), remember: 'yes' })
  await person.press('Sign in')
  await person.press('Sign out')
  await firstStep(house, 'alice', person)
  assert.equal(person.path, '/dashboard')
  for (const path of ['/two-factor/authenticator', '/two-factor/off', '/sessions', '/profile/delete']) {
    await person.open(path)
    assert.equal(person.path, '/confirm', path)
    assert.doesNotMatch(person.text, /Your password/)
  }
  const codesBefore = await house.store.db.selectFrom('recovery_codes').selectAll().execute()
  for (const path of ['recovery-codes', 'off', 'authenticator/begin', 'forget-device']) {
    await person.post(`/two-factor/${path}`, {}, '/two-factor')
    assert.equal(person.status, 401, path)
  }
  // A password is no answer to it, whatever the form says.
  await person.post('/confirm', { way: 'password', password: PASSWORD }, '/two-factor')
  await person.open('/two-factor/off')
  assert.equal(person.path, '/confirm')
  assert.deepEqual(await house.store.db.selectFrom('recovery_codes').selectAll().execute(), codesBefore)
  await person.open('/admin')
  assert.equal(person.status, 403)
  house.clock.forward(60)
  await person.open('/confirm?next=%2Ftwo-factor%2Foff')
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Confirm with a code')
  assert.equal(person.path, '/two-factor/off')
  await person.open('/admin')
  assert.equal(person.status, 200)
})

test('coming back from a deletion takes the second step as well', async () => {
  const house = await openRoomy()
  const { key } = await withApp(house)
  const deletesAt = house.clock.now + 86_400_000
  await house.store.db.updateTable('users').set({ deletes_at: deletesAt }).execute()
  const person = await firstStep(house, 'alice')
  assert.equal(person.path, '/login/second-step')
  await person.open('/profile/return')
  assert.equal(person.status, 410)
  await person.open('/login/second-step')
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(person.path, '/profile/return')
  assert.equal(person.cookies.has('session'), false)
  await person.press('Keep my account')
  const [user] = await house.store.db.selectFrom('users').select('deletes_at').execute()
  assert.equal(user?.deletes_at, null)
})
