// The 44 rows of what broke in the app that Portcullis replaces: none of it happens here.
//
// Row by row, where a test named `defect N` shows it; what stands here needs the whole application.
//   1  no tables at the first request: here                       23 common passwords: accounts/password-policy, common-passwords
//   2  each worker its own key: here                              24 an empty password, twice, from elsewhere: here
//   3  a restart signs everybody out: here                        25 a hash of an unknown kind: accounts/login/login, crypto/password
//   4  Secure cookies over http, unexplained: config/together     26 hashes never upgraded: accounts/login/login, crypto/password
//   5  a debugger to the public: here                             27 thirteen variants of one name: accounts/username, here
//   6  a traceback for a missing field: here                      28 composed and decomposed letters: accounts/login/login, here
//   7  a limiter whose constructor changed: an auditor's row      29 a name of 100,000 characters: accounts/username, here
//   8  raw SQL text: an auditor's row                             30 passwords of megabytes: accounts/password-policy, here
//   9  a legacy query interface: an auditor's row                 31 two registrations at once: accounts/signup
//  10  "exists" and "successful": accounts/signup                 32 half-sent posts: slow-clients
//  11  login time tells who exists: accounts/login                33 NUL in passwords: crypto/password, here
//  12  120 guesses, nothing logged: accounts/login, here          34 bad UTF-8, missing fields: here
//  13  replay after sign-out: accounts/login/login.routes         35 any Host is believed: here
//  14  a new password ends nothing: accounts/login/login.routes   36 a database that all can read: store/sqlite/store, here
//  15  sessions of 31 days: accounts/dashboard                    37 headers that are missing: here
//  16  a deleted account stays signed in: accounts/dashboard      38 a policy without a nonce: here
//  17  ids used again: accounts/dashboard, accounts/account       39 <base> and foreign form targets: here
//  18  a cookie anybody can read: accounts/login/login.routes     40 markup out of a plain string: here
//  19  two cookies of one name: here                              41 the token check itself: here
//  20  sign-out by GET: accounts/login/login.routes               42 two tabs: accounts/login/login.routes
//  21  the Back button: accounts/login/login.routes, browser      43 one token for ever: here
//  22  the tutorial's secret: config/secret                       44 errors without headers: here
import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { serverOptions } from '../src/app.ts'
import { portcullis } from '../src/portcullis.ts'
import { mails, openHouseOnDisk, users } from './accounts/visits.ts'
import { type House, openHouse, PASSWORD } from './house.ts'
import { Client, newFolder, serve } from './served.ts'
import { attribute, elementsIn, Visitor } from './visitor.ts'

const ROWS = 44
/** They concern the audit of Flask applications, of which there is none here. */
const NOT_HERE = [7, 8, 9]

const ZOE = { username: 'zoe', email: 'zoe@example.test', password: PASSWORD }

/** The same browser at another server. */
function moved(visitor: Visitor, { app }: Pick<House, 'app'>): Visitor {
  const other = new Visitor(app, visitor.options)
  for (const [name, value] of visitor.cookies) other.cookies.set(name, value)
  return other
}

/** Somebody's own application around Portcullis. */
async function host(routes: (app: FastifyInstance) => void): Promise<Visitor> {
  const { settings } = await openHouse()
  const app = Fastify(serverOptions(settings))
  after(() => app.close())
  await app.register(portcullis, { parts: { settings } })
  routes(app)
  return new Visitor(app, { origin: settings.origin })
}

test('each row that concerns this part has a test of its number', () => {
  const source = globSync('test/**/*.test.ts', { exclude: ['**/node_modules/**'] })
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const names = source.split('\n').filter((line) => /^\s*(?:test|describe)\(/.test(line))
  const shown = new Set(
    names.flatMap((name) => [...name.matchAll(/\bdefect (\d+)\b/g)].map(([, row]) => Number(row))),
  )
  const missing = Array.from({ length: ROWS }, (_, index) => index + 1).filter((row) => !shown.has(row))
  assert.deepEqual(missing, NOT_HERE)
})

test('defect 1 defect 36: an empty folder is enough: the first registration works, and nobody else reads the files', async () => {
  const { visitor, data } = await openHouseOnDisk()
  const zoe = visitor()
  await zoe.post('/register', ZOE)
  assert.equal(zoe.status, 303)
  assert.equal(statSync(data).mode & 0o777, 0o700)
  for (const file of ['portcullis.db', 'portcullis.db-wal', 'secret']) {
    assert.equal(statSync(join(data, file)).mode & 0o777, 0o600, file)
  }
})

test("defect 2: two servers on one folder accept each other's tokens and sessions", async () => {
  const one = await openHouseOnDisk()
  const two = await openHouse({ data: one.data, database: '' })
  for (let number = 0; number < 20; number++) {
    const [first, second] = number % 2 === 0 ? [one, two] : [two, one]
    const there = first.visitor()
    const form = { username: `person${number}`, email: `p${number}@example.test`, password: PASSWORD }
    const csrf_token = await there.token('/register')
    const here = moved(there, second)
    await here.send({
      method: 'POST',
      url: '/register',
      form: { ...form, csrf_token },
      headers: here.browserHeaders('POST'),
    })
    assert.equal(here.status, 303)
    await here.post('/login', form)
    assert.equal((await moved(here, first).open('/dashboard')).path, '/dashboard')
  }
})

test('defect 3: a restart of the program signs nobody out', async () => {
  const data = newFolder()
  const before = await serve(data)
  const alice = new Client(before.port)
  await alice.post('/register', ZOE)
  assert.equal((await alice.post('/login', ZOE)).status, 303)
  await before.end('SIGTERM')
  const later = await serve(data)
  const again = new Client(later.port)
  for (const [name, value] of alice.cookies) again.cookies.set(name, value)
  assert.match((await again.send('/dashboard')).body, /Hello, <bdi>zoe<\/bdi>/)
  await later.end('SIGTERM')
})

test('V16.5.1 defect 5: no debugger, no console, and an error of ours tells nobody anything', async () => {
  const person = await host((app) => {
    app.get('/broken', async () => {
      throw new Error('canary-of-this-error')
    })
  })
  for (const path of ['/console', '/?__debugger__=yes&cmd=resource&f=debugger.js', '/_debug', '/debug']) {
    await person.open(path)
    assert.doesNotMatch(person.body, /debugger|EVALEX|traceback/i)
  }
  for (const accept of ['text/html', 'application/json', '*/*']) {
    await person.send({ url: '/broken', headers: { accept } })
    assert.equal(person.status, 500)
    assert.doesNotMatch(person.body, /canary|\bat .*:\d+|node_modules|src\/|fastify/i)
    assert.ok(person.headers['content-security-policy'])
  }
})

test('defect 6: POST /login without a password is a form that came back, not a traceback', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  await person.post('/login', { username: 'alice' })
  assert.equal(person.status, 401)
  assert.match(person.text, /That name and password do not belong together/)
  assert.doesNotMatch(person.body, /\bat .*:\d+|node_modules|src\//)
})

test('defect 12: every refused guess is a line in the log', async () => {
  const server = await serve(newFolder())
  const client = new Client(server.port)
  await client.post('/register', ZOE)
  for (let guess = 0; guess < 8; guess++) await client.post('/login', { username: 'zoe', password: 'wrong' })
  await server.end('SIGTERM')
  const events = server.log.map((line) => JSON.parse(line)).filter(({ event }) => event !== undefined)
  assert.deepEqual(
    events.map(({ event, level }) => `${level} ${event}`),
    ['30 signed-up', ...Array(5).fill('40 sign-in-refused'), ...Array(3).fill('40 sign-in-throttled')],
  )
  for (const { address, requestId } of events.slice(1)) {
    assert.equal(address, '127.0.0.1')
    assert.match(requestId, /^[\da-f-]{36}$/)
  }
})

test('V3.3.3 defect 19: of two cookies of one name neither counts, and on https nobody else can set ours', async () => {
  const { member } = await openHouse()
  const [alice, mallory] = [await member('alice'), await member('mallory')]
  const [own, planted] = [alice, mallory].map((one) => `session=${one.cookies.get('session')}`)
  for (const cookie of [`${planted}; ${own}`, `${own}; ${planted}`]) {
    await alice.send({ url: '/dashboard', headers: { cookie } })
    assert.deepEqual([alice.status, alice.headers['location']], [303, '/login?next=%2Fdashboard'])
  }
  const secure = await (await openHouse({ origin: 'https://accounts.example.com' })).member('alice')
  const set = secure.setCookies.filter((line) => !/Max-Age=0/.test(line))
  assert.ok(set.length >= 3)
  for (const line of set) {
    assert.match(
      line,
      /^__Host-Http-[a-z]+=[\w.~-]+; Path=\/; HttpOnly; SameSite=Lax; Secure(; Max-Age=\d+)?$/,
    )
  }
})

test('defect 24: an empty password is refused, the second time as the first, and from elsewhere altogether', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const zoe = visitor()
  for (let time = 0; time < 2; time++) {
    await zoe.post('/register', { ...ZOE, password: '' })
    assert.equal(zoe.status, 422)
    assert.match(zoe.text, /at least 8 characters/)
  }
  const csrf_token = await zoe.token('/register')
  for (const headers of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    await zoe.send({ method: 'POST', url: '/register', form: { ...ZOE, csrf_token }, headers })
    assert.equal(zoe.status, 403)
    assert.match(zoe.text, /came from another site/)
  }
  assert.deepEqual(await users(store), [])
})

test('defect 27 defect 28: the variants of one name are one account, whatever is typed', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const register = async (username: string, number: number) => {
    const person = visitor()
    await person.post('/register', { username, email: `p${number}@example.test`, password: PASSWORD })
    return person.status
  }
  assert.equal(await register('alice', 0), 303)
  const variants = [
    ...['Alice', 'alice ', ' alice', 'alice\0', 'ali\u200bce', '\u0430lice', '\u202ealice', 'alice\n'],
    ...['ａｌｉｃｅ', '   ', '<script>alert(1)</script>', 'alice\r\nx', 'alice\t'],
  ]
  for (const [index, variant] of variants.entries())
    assert.equal(await register(variant, index + 1), 422, variant)
  assert.equal(await register('caf\u00e9', 20), 303)
  assert.equal(await register('cafe\u0301', 21), 422)
  assert.deepEqual(
    (await users(store)).map(({ username }) => username),
    ['alice', 'caf\u00e9'],
  )

  const person = visitor()
  const set = { username: 'composed', email: 'c@example.test', password: 'ein sch\u00f6ner Weg' }
  await person.post('/register', set)
  await person.post('/login', { ...set, password: 'ein scho\u0308ner Weg' })
  assert.equal(person.status, 303)
})

test('defect 29 defect 30: a name of 60,000 characters and passwords of megabytes are refused at once', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  await person.post('/register', { ...ZOE, username: 'a'.repeat(60_000) })
  assert.equal(person.status, 422)
  assert.match(person.text, /This is far too long/)
  await person.post('/register', { ...ZOE, username: 'a'.repeat(100_000) })
  assert.equal(person.status, 413)
  for (const megabytes of [1, 20]) {
    const start = process.cpuUsage()
    await person.post('/login', { username: 'zoe', password: 'a'.repeat(megabytes * 1_048_576) })
    assert.equal(person.status, 413)
    // The client's own encoding of it is measured too.
    assert.ok(process.cpuUsage(start).user < 1_500_000, `${megabytes} MB`)
  }
})

test('defect 33 defect 34: a NUL in a password counts; bad UTF-8 and missing fields are clear answers', async () => {
  const { visitor } = await openHouse()
  const zoe = visitor()
  await zoe.post('/register', { ...ZOE, password: 'long\0walk by the river' })
  assert.equal(zoe.status, 303)
  assert.equal((await zoe.post('/login', { ...ZOE, password: 'long' })).status, 401)
  assert.equal((await zoe.post('/login', { ...ZOE, password: 'long\0walk by the sea' })).status, 401)
  assert.equal((await zoe.post('/login', { ...ZOE, password: 'long\0walk by the river' })).status, 303)

  const person = visitor()
  const token = await person.token('/register')
  const answers = []
  for (const rest of ['', '&username=a%ff', '&username=%ED%A0%80', '&password=%C0%80']) {
    await person.send({
      method: 'POST',
      url: '/register',
      form: `csrf_token=${token}${rest}`,
      headers: person.browserHeaders('POST'),
    })
    answers.push(person.status)
  }
  assert.deepEqual(answers, [422, 400, 400, 400])
})

test('defect 35: whatever the Host says, links, cookies and mails are of the configured origin', async () => {
  const { visitor, store } = await openHouseOnDisk()
  const evil = 'evil.example'
  const person = visitor({
    headers: {
      host: evil,
      'x-forwarded-host': evil,
      'x-forwarded-proto': 'https',
      forwarded: `host=${evil}`,
    },
  })
  for (const path of ['/', '/register', '/login', '/dashboard', '/nothing']) {
    await person.open(path)
    assert.ok(!person.body.includes(evil), path)
    assert.ok(!JSON.stringify(person.headers).includes(evil), path)
  }
  await person.post('/register', ZOE)
  assert.equal(person.status, 303)
  const [mail] = await mails(store)
  assert.ok(!`${mail?.text}${mail?.html}`.includes(evil))
  assert.match(mail?.text ?? '', /http:\/\/localhost:3000\//)
  // A page of that host is a stranger to us.
  await person.send({
    method: 'POST',
    url: '/login',
    form: { csrf_token: await person.token('/login') },
    headers: { origin: `http://${evil}` },
  })
  assert.equal(person.status, 403)
})

test('defect 37: the dashboard carries the whole set of headers, and none that tells on the server', async () => {
  const { member } = await openHouse({ origin: 'https://accounts.example.com' })
  const { headers } = await (await member('alice')).open('/dashboard')
  for (const name of [
    ...['strict-transport-security', 'referrer-policy', 'permissions-policy', 'cross-origin-opener-policy'],
    ...[
      'cross-origin-resource-policy',
      'content-security-policy',
      'x-content-type-options',
      'x-frame-options',
    ],
  ]) {
    assert.ok(headers[name], name)
  }
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['x-xss-protection'], '0')
  assert.deepEqual([headers['server'], headers['x-powered-by']], [undefined, undefined])
})

test('V3.4.3 defect 38: each response has a nonce of its own, and what the policy blocks reaches the log', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  const nonces = new Set<string>()
  for (let visit = 0; visit < 20; visit++) {
    await person.open('/')
    const policy = String(person.headers['content-security-policy'])
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    assert.equal(attribute(elementsIn(person.document, 'script')[0]!, 'nonce'), nonce)
    assert.match(policy, /report-uri \/_portcullis\/reports/)
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 20)
  await person.send({
    method: 'POST',
    url: '/_portcullis/reports',
    headers: { 'content-type': 'application/csp-report' },
    payload: JSON.stringify({
      'csp-report': { 'violated-directive': 'script-src', 'blocked-uri': 'inline' },
    }),
  })
  assert.equal(person.status, 204)
})

test('V3.4.3 defect 39: base, foreign form targets, frames and plugins are off on every page', async () => {
  const { visitor } = await openHouse()
  for (const path of ['/', '/login', '/register', '/nothing']) {
    const policy = String((await visitor().open(path)).headers['content-security-policy']).split('; ')
    for (const directive of [
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "default-src 'none'",
    ]) {
      assert.ok(policy.includes(directive), `${path}: ${directive}`)
    }
  }
})

test('V1.2.1 defect 40: a string a handler returns is plain text, whatever it holds', async () => {
  const person = await host((app) => {
    app.get('/found', async () => 'User found: <script>alert(1)</script>')
    app.get('/object', async () => ({ name: '<script>alert(1)</script>' }))
  })
  await person.open('/found')
  assert.equal(person.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(person.headers['x-content-type-options'], 'nosniff')
  await person.open('/object')
  assert.match(String(person.headers['content-type']), /^application\/json/)
})

test('V3.5.1 defect 41: without a token, with a foreign one, without the cookie: 400 in words; by header it passes', async () => {
  const { visitor } = await openHouse()
  const [person, other] = [visitor(), visitor()]
  const token = await person.token('/login')
  const foreign = await other.token('/login')
  const send = async (form: Record<string, string>, headers: Record<string, string> = {}, bare = false) => {
    await person.send({
      method: 'POST',
      url: '/login',
      form,
      headers: { accept: 'text/html', ...headers },
      bare,
    })
    return person.status
  }
  assert.equal(await send({}), 400)
  assert.match(person.text, /without its security token/)
  assert.equal(await send({ csrf_token: foreign }), 400)
  assert.match(person.text, /This form is out of date/)
  assert.equal(await send({ username: 'x', password: 'y' }, { 'x-csrftoken': token }), 401)
  assert.equal(await send({ csrf_token: token, username: 'x', password: 'y' }), 401)
  assert.equal(await send({ csrf_token: token }, {}, true), 400)
  assert.match(person.text, /did not send our cookie/)
})

test('defect 43: tokens look different each time, all work as long as the visit, and none beyond it', async () => {
  const { member } = await openHouse()
  const alice = await member('alice')
  const tokens = [
    await alice.token('/dashboard'),
    await alice.token('/dashboard'),
    await alice.token('/dashboard'),
  ]
  assert.equal(new Set(tokens).size, 3)
  // No part in common that a compressed answer would betray.
  assert.equal(new Set(tokens.map((token) => token.slice(0, 8))).size, 3)
  assert.equal(new Set(tokens.map((token) => token.slice(-8))).size, 3)
  const before = await alice.copy().token('/dashboard')
  await alice.press('Sign out')
  await alice.post('/login', { username: 'alice', password: PASSWORD })
  for (const csrf_token of [...tokens, before]) {
    await alice.send({
      method: 'POST',
      url: '/logout',
      form: { csrf_token },
      headers: alice.browserHeaders('POST'),
    })
    assert.equal(alice.status, 400)
  }
})

test('defect 44: refusals carry the same headers as pages', async () => {
  const { visitor } = await openHouse()
  const person = visitor()
  await person.open('/')
  const usual = Object.keys(person.headers).filter(
    (name) => /policy|cross-origin|^x-|^cache/.test(name) && !/ratelimit/.test(name),
  )
  assert.ok(usual.length >= 12)
  const seen: number[] = []
  for (const sent of [
    { url: '/nothing' },
    { url: '/logout' },
    { method: 'POST', url: '/login', form: {} },
    { method: 'POST', url: '/login', form: {}, headers: { origin: 'https://evil.example' } },
    {
      method: 'POST',
      url: '/login',
      payload: 'a'.repeat(70_000),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    { method: 'POST', url: '/login', payload: '{}', headers: { 'content-type': 'application/json' } },
  ] as const) {
    await person.send(sent)
    seen.push(person.status)
    for (const name of usual) assert.ok(person.headers[name], `${person.status}: ${name}`)
  }
  assert.deepEqual(seen, [404, 405, 400, 403, 413, 415])
  // Even where a path is so malformed that no page is made for it.
  await person.send({ url: '/%ff' })
  assert.equal(person.status, 400)
  for (const name of [
    'content-security-policy',
    'x-content-type-options',
    'cache-control',
    'referrer-policy',
  ]) {
    assert.ok(person.headers[name], name)
  }
})
