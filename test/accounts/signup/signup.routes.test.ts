// Registering, as a visit: what is kept, what is told, and what two people at once get.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, PASSWORD } from '../../house.ts'
import { attribute, elementsIn, type Visitor } from '../../visitor.ts'
import { assertSameCost } from '../backend.ts'
import { mails, openHouseOnDisk, stripped, users } from '../visits.ts'

const ZOE = { username: 'Zoë', email: 'zoe@example.test', password: PASSWORD }

const inputs = (visitor: Visitor) =>
  Object.fromEntries(
    elementsIn(visitor.document, 'input').map((input) => [
      attribute(input, 'name'),
      attribute(input, 'value'),
    ]),
  )

test('a person registers: one row, one mail, and the way to sign in', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const zoe = visitor()
  await zoe.open('/register')
  assert.equal(zoe.status, 200)
  await zoe.fill(ZOE).press('Create account')
  assert.deepEqual(zoe.redirects, ['303 /login'])
  assert.match(zoe.text, /Your account is ready: please sign in/)

  const [row, ...others] = await users(store)
  assert.deepEqual(others, [])
  assert.deepEqual([row?.username, row?.email, row?.state], ['Zoë', 'zoe@example.test', 'active'])
  assert.match(row?.password_hash ?? '', /^\$argon2id\$/)
  assert.deepEqual(
    (await mails(store)).map(({ recipient }) => recipient),
    ['zoe@example.test'],
  )

  await zoe.open('/login')
  assert.doesNotMatch(zoe.text, /Your account is ready/)
})

test('registering signs nobody in', async () => {
  const { visitor } = await openHouse()
  const zoe = visitor()
  await zoe.post('/register', ZOE)
  assert.ok(!zoe.cookies.has('session'))
  assert.equal((await zoe.open('/dashboard')).path, '/login')
})

test('V2.2.1 V2.2.2 every wrong field is told at once, what was typed is kept, and the password is not', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const zoe = visitor()
  await zoe.post('/register', { username: 'Z"<b>', email: 'zoe@', password: 'short' })
  assert.equal(zoe.status, 422)
  const words = zoe.text
  for (const problem of [/made of letters and digits/, /one e-mail address/, /at least 8 characters/]) {
    assert.match(words, problem)
  }
  const { username, email, password } = inputs(zoe)
  assert.deepEqual([username, email, password], ['Z"<b>', 'zoe@', undefined])
  assert.ok(!zoe.body.includes('short'))
  assert.deepEqual(await users(store), [])

  // The page that came back works as it is.
  await zoe.fill(ZOE).press('Create account')
  assert.equal(zoe.path, '/login')
  assert.equal((await users(store)).length, 1)
})

test('a name that is taken, or looks like it, is told; the address is kept', async () => {
  const { visitor, member } = await openHouse()
  await member('alice')
  for (const username of ['alice', 'ALICE', 'ａｌｉｃｅ']) {
    const other = visitor()
    await other.post('/register', { username, email: 'other@example.test', password: PASSWORD })
    assert.equal(other.status, 422, username)
    assert.match(other.text, /This username is taken, or looks too much like one that is/)
    assert.equal(inputs(other)['email'], 'other@example.test')
  }
})

test('V6.3.8 defect 10: a known address is answered to the byte like a new one, and its owner gets a mail', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const post = async (username: string, email: string) => {
    const person = visitor()
    await person.post('/register', { username, email, password: PASSWORD })
    const { status, headers } = person
    const answer = {
      status,
      location: headers['location'],
      names: [...person.cookies.keys()],
      fields: Object.keys(headers),
    }
    await person.open('/login')
    return { ...answer, page: stripped(person.body) }
  }
  await post('owner', 'known@example.test')
  const known = await post('someone', 'KNOWN@example.test')
  const unknown = await post('another', 'new@example.test')
  assert.deepEqual(known, unknown)
  assert.deepEqual(
    (await users(store)).map(({ username }) => username),
    ['another', 'owner'],
  )
  const letters = (await mails(store)).map(({ recipient, text }) => [recipient, /someone/.test(text)])
  assert.deepEqual(letters, [
    ['known@example.test', false],
    ['known@example.test', false],
    ['new@example.test', false],
  ])
})

test('V15.4.2 defect 31: 50 people register one name at once: one account, and friendly answers', async () => {
  const { visitor, store } = await openHouseOnDisk({ limits: { default: '10000 per minute' } })
  const people = await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const person = visitor()
      const token = await person.token('/register')
      return { person, form: { ...ZOE, email: `zoe${number}@example.test`, csrf_token: token } }
    }),
  )
  await Promise.all(
    people.map(({ person, form }) =>
      person.send({ method: 'POST', url: '/register', form, headers: person.browserHeaders('POST') }),
    ),
  )
  const statuses = people.map(({ person }) => person.status)
  assert.equal(statuses.filter((status) => status === 303).length, 1)
  assert.equal(statuses.filter((status) => status === 422).length, 49)
  assert.equal((await users(store)).length, 1)
  assert.equal((await mails(store)).length, 1)
})

test('15 accounts made at once find 4 places to wait for a hash: the rest are 503 with Retry-After, and nothing half done', async () => {
  const { visitor, store } = await openHouseOnDisk({ password: { concurrency: 1, queue: 4, memory: 1024 } })
  const people = await Promise.all(
    Array.from({ length: 15 }, async (_, number) => {
      const person = visitor()
      return { person, token: await person.token('/register'), number }
    }),
  )
  await Promise.all(
    people.map(({ person, token, number }) =>
      person.send({
        method: 'POST',
        url: '/register',
        form: {
          username: `person${number}`,
          email: `p${number}@example.test`,
          password: PASSWORD,
          csrf_token: token,
        },
        headers: person.browserHeaders('POST'),
      }),
    ),
  )
  const busy = people.filter(({ person }) => person.status === 503)
  assert.ok(busy.length > 0)
  for (const { person } of busy) {
    assert.match(String(person.headers['retry-after']), /^\d+$/)
    assert.match(person.text, /The site is busy/)
  }
  assert.equal((await users(store)).length, 15 - busy.length)
})

test('V2.4.1 the eleventh registration of an address within an hour is 429, others go on', async () => {
  const { visitor, clock, store } = await openHouseOnDisk({ limits: { register: '10 per hour' } })
  const person = visitor({ address: '192.0.2.1' })
  for (let number = 0; number < 10; number++) {
    await person.post('/register', {
      username: `person${number}`,
      email: `p${number}@example.test`,
      password: PASSWORD,
    })
    assert.equal(person.status, 303)
  }
  const again = { username: 'person10', email: 'p10@example.test', password: PASSWORD }
  await person.post('/register', again)
  assert.equal(person.status, 429)
  assert.ok(Number(person.headers['retry-after']) > 0)
  assert.equal((await users(store)).length, 10)
  const other = visitor({ address: '192.0.2.2' })
  assert.equal((await other.post('/register', { ...ZOE })).status, 303)
  clock.forward(2 * 3600)
  assert.equal((await person.post('/register', again)).status, 303)
})

test('who is signed in is led to the dashboard', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  await alice.open('/register')
  assert.deepEqual(alice.redirects, ['303 /dashboard'])
})

test('a stale token gives the form back, filled in but for the password', async () => {
  const { visitor } = await openHouse()
  const zoe = visitor()
  await zoe.open('/register')
  await zoe.fill({ ...ZOE, csrf_token: 'a'.repeat(86) }).press('Create account')
  assert.equal(zoe.status, 400)
  assert.match(zoe.text, /This form is out of date/)
  assert.deepEqual(
    [inputs(zoe)['username'], inputs(zoe)['email'], inputs(zoe)['password']],
    ['Zoë', ZOE.email, undefined],
  )
  assert.ok(!zoe.body.includes(PASSWORD))
  await zoe.fill({ password: PASSWORD }).press('Create account')
  assert.equal(zoe.path, '/login')
})

test('V6.3.8 POST /register: known and unknown addresses take the same time', async () => {
  const { visitor, clock } = await openHouse({ password: { memory: 19_456, iterations: 2 } })
  const person = visitor()
  await person.post('/register', { username: 'owner', email: 'known@example.test', password: PASSWORD })
  const csrf_token = await person.token('/register')
  let number = 0
  const register = (email: () => string) => async () => {
    clock.forward(86_400)
    const form = { csrf_token, username: `person${number++}`, email: email(), password: PASSWORD }
    await person.send({ method: 'POST', url: '/register', form, headers: person.browserHeaders('POST') })
    assert.equal(person.status, 303)
  }
  await assertSameCost(
    register(() => 'known@example.test'),
    register(() => `new${number}@example.test`),
  )
})
