// Registering where confirming is required, as a visit: from the form to the mail to the button.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD } from '../../house.ts'
import { HTTPS, look, onDisk, openHost } from '../../shield/host.ts'
import { attribute, elementsIn, type Visitor } from '../../visitor.ts'
import { assertSameCost } from '../backend.ts'
import { mailsIn, tokensTo, tokenTo } from '../email/scene.ts'
import { openHouseOnDisk, stripped, users } from '../visits.ts'

const PAGE = '/register/confirm'
const ZOE = { username: 'Zoë', email: 'zoe@example.test', password: PASSWORD }
const REQUIRED = { email: { verification: 'required' } } as const

async function house() {
  const opened = await openHouseOnDisk({ ...REQUIRED, limits: { confirm: '1000 per minute' } })
  const { store, visitor } = opened
  const register = async (fields: Partial<typeof ZOE> = {}, person = visitor()) => {
    await person.open('/register')
    person.fill({ ...ZOE, ...fields })
    return person.press('Create account')
  }
  return { ...opened, register, linkTo: (email = ZOE.email, count = 1) => tokenTo(store, email, PAGE, count) }
}

const nameIn = (person: Visitor) =>
  attribute(
    elementsIn(person.document, 'input').find((one) => attribute(one, 'name') === 'username')!,
    'value',
  )

test('the page says to look into the mail; the link makes the account, in any browser', async () => {
  const { register, visitor, linkTo, store } = await house()
  const zoe = await register()
  assert.deepEqual(zoe.redirects, ['303 /register/sent'])
  assert.match(zoe.text, /Please look into your mail/)
  assert.doesNotMatch(zoe.text, /account is ready/)
  assert.deepEqual(await users(store), [])
  const person = visitor()
  await person.open(`${PAGE}?token=${await linkTo()}`)
  assert.deepEqual(person.redirects, [`303 ${PAGE}`])
  assert.match(person.text, /creates the account Zoë for zoe@example\.test\./)
  assert.deepEqual(await users(store), [])
  await person.press('Create my account')
  assert.deepEqual(person.redirects, ['303 /login'])
  assert.match(person.text, /Your account is ready: please sign in/)
  assert.equal(person.cookies.has('session'), false)
  const [row] = await users(store)
  assert.deepEqual([row?.username, row?.email], ['Zoë', ZOE.email])
  assert.notEqual(row?.email_verified_at, null)
  person.fill({ username: 'zoë', password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
  assert.doesNotMatch(person.text, /confirm your e-mail address/)
})

test('V6.3.8 defect 10: known and unknown addresses are answered to the byte alike, and sign-in tells nothing either', async () => {
  const { register, visitor, linkTo, store } = await house()
  await register({ username: 'owner', email: 'known@example.test' })
  const owner = visitor()
  await owner.open(`${PAGE}?token=${await linkTo('known@example.test')}`)
  await owner.press('Create my account')
  const answers = []
  for (const [username, email] of [
    ['someone', 'KNOWN@example.test'],
    ['another', 'new@example.test'],
  ] as const) {
    const person = await register({ username, email })
    const answer = {
      redirects: person.redirects,
      page: stripped(person.body),
      fields: Object.keys(person.headers),
      cookies: [...person.cookies.keys()],
    }
    const again = await register({ username, email: 'third@example.test' })
    await person.open('/login')
    person.fill({ username, password: PASSWORD })
    await person.press('Sign in')
    answers.push({ ...answer, again: again.redirects, signIn: person.status })
  }
  assert.deepEqual(answers[0], answers[1])
  assert.equal(answers[0]?.signIn, 401)
  await linkTo('new@example.test')
  const toOwner = (await mailsIn(store)).filter(({ recipient }) => recipient === 'known@example.test')
  assert.equal(toOwner.filter(({ subject }) => /already have an account/.test(subject)).length, 1)
  assert.ok(toOwner.every(({ text, html }) => !`${text}${html}`.includes('someone')))
})

test('V6.3.8 POST /register, where confirming is required: the same time', async () => {
  const { visitor, clock, store } = await openHouseOnDisk({
    ...REQUIRED,
    password: { memory: 19_456, iterations: 2 },
  })
  const person = visitor()
  const post = async (username: string, email: string) => {
    const form = { csrf_token, username, email, password: PASSWORD }
    await person.send({ method: 'POST', url: '/register', form, headers: person.browserHeaders('POST') })
    assert.equal(person.headers['location'], '/register/sent')
  }
  const csrf_token = await person.token('/register')
  await post('owner', 'known@example.test')
  await person.open(`${PAGE}?token=${await tokenTo(store, 'known@example.test', PAGE)}`)
  await person.press('Create my account')
  assert.equal((await users(store)).length, 1)
  let number = 0
  const register = (email: () => string) => () => {
    clock.forward(86_400)
    return post(`person${number++}`, email())
  }
  await assertSameCost(
    register(() => 'known@example.test'),
    register(() => `new${number}@example.test`),
  )
})

test('a name taken meanwhile: another one is asked for on the page, and then the account is made', async () => {
  const { register, visitor, linkTo, store } = await house()
  await register({ email: 'one@example.test' })
  await register({ email: 'two@example.test' })
  const [one, two] = [visitor(), visitor()]
  await one.open(`${PAGE}?token=${await linkTo('one@example.test')}`)
  await two.open(`${PAGE}?token=${await linkTo('two@example.test')}`)
  await one.press('Create my account')
  await two.press('Create my account')
  assert.equal(two.status, 422)
  assert.match(two.text, /This username is taken/)
  assert.equal(nameIn(two), 'Zoë')
  two.fill({ username: 'a b' })
  await two.press('Create my account')
  assert.equal(two.status, 422)
  assert.match(two.text, /made of letters and digits/)
  assert.equal(nameIn(two), 'a b')
  two.fill({ username: 'Zora', csrf_token: 'a'.repeat(86) })
  await two.press('Create my account')
  assert.equal(two.status, 400)
  assert.equal(nameIn(two), 'Zora')
  await two.press('Create my account')
  assert.deepEqual(two.redirects, ['303 /login'])
  assert.deepEqual(
    (await users(store)).map(({ username, email }) => [username, email]),
    [
      ['Zora', 'two@example.test'],
      ['Zoë', 'one@example.test'],
    ],
  )
})

test('a second link to the same address says that there is an account', async () => {
  const { register, visitor, store, linkTo } = await house()
  await register()
  await register()
  await linkTo(ZOE.email, 2)
  const person = visitor()
  const [first, second] = await tokensTo(store, ZOE.email, PAGE)
  await person.open(`${PAGE}?token=${first}`)
  await person.press('Create my account')
  await person.open(`${PAGE}?token=${second}`)
  await person.press('Create my account')
  assert.equal(person.status, 410)
  assert.match(person.text, /You have an account already/)
  assert.equal((await users(store)).length, 1)
})

test('24 hours: the button works at the last millisecond, and not at the next', async () => {
  for (const [late, status] of [
    [0, 303],
    [1, 410],
  ] as const) {
    const { register, visitor, linkTo, store, clock, settings } = await house()
    await register()
    const token = await linkTo()
    clock.now += settings.email.verifyLifetime * 1000 - 1
    const person = visitor()
    await person.open(`${PAGE}?token=${token}`)
    const csrf_token = await person.token(PAGE)
    clock.now += late
    await person.send({
      method: 'POST',
      url: PAGE,
      form: { csrf_token },
      headers: person.browserHeaders('POST'),
    })
    assert.equal(person.status, status)
    assert.equal((await users(store)).length, status === 303 ? 1 : 0)
  }
})

test('scanners make no account, and 50 presses at once make one', async () => {
  const { register, visitor, linkTo, store } = await house()
  await register()
  const token = await linkTo()
  for (let time = 0; time < 3; time++) await visitor().open(`${PAGE}?token=${token}`)
  assert.deepEqual(await users(store), [])
  const person = visitor()
  await person.open(`${PAGE}?token=${token}`)
  const csrf_token = await person.token(PAGE)
  const copies = Array.from({ length: 50 }, () => person.copy())
  await Promise.all(
    copies.map((one) =>
      one.send({ method: 'POST', url: PAGE, form: { csrf_token }, headers: one.browserHeaders('POST') }),
    ),
  )
  assert.equal(copies.filter(({ status }) => status === 303).length, 1)
  assert.equal((await users(store)).length, 1)
})

test('without a link the page leads back to the form', async () => {
  const { visitor } = await house()
  for (const path of [PAGE, `${PAGE}?token=${'A'.repeat(43)}`, `${PAGE}?token=x&token=y`]) {
    const person = visitor()
    await person.open(path)
    assert.equal(person.status, 410)
    assert.match(person.body, /href="\/register"/)
  }
})

test('V14.2.1 V16.2.5 the token leaves the address at once, and is in no page, log or activity', async () => {
  const host = await openHost(undefined, { origin: HTTPS, ...onDisk(), ...REQUIRED })
  const { visitor, log } = host
  const person = visitor()
  await person.post('/register', ZOE)
  const store = await look(host)
  const token = await tokenTo(store, ZOE.email, PAGE)
  await person.send({ url: `${PAGE}?token=${token}`, headers: person.browserHeaders('GET') })
  assert.deepEqual([person.status, person.headers['location']], [303, PAGE])
  await person.open(PAGE)
  const pages = [person.body]
  await person.press('Create my account')
  assert.deepEqual(person.redirects, ['303 /login'])
  pages.push(person.body)
  assert.ok(!`${pages.join('')}${log.join('')}`.includes(token))
  assert.ok(!log.join('').includes(ZOE.email))
  const activity = await store.db.selectFrom('activity').selectAll().execute()
  assert.ok(activity.length === 2 && !JSON.stringify(activity).includes(token))
})
