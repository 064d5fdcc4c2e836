// All pages and routes at once: what a crawler, a link scanner or an outsider's eye would find in them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { REPORT_PATH } from '../../src/shield/policy.ts'
import { attribute, elementsIn, type Visitor } from '../visitor.ts'
import { HTTPS, look, onDisk, openHost, signUpAndIn } from './host.ts'
import { isUnsafe, routesOf } from './routes.ts'

const host = await openHost(undefined, {
  ...onDisk(),
  origin: HTTPS,
  // Each route is asked several times within a minute.
  limits: { default: '10000 per minute' },
})
const routes = routesOf(host.app)
const store = await look(host)
const anna = await signUpAndIn(host.visitor(), 'anna')
const stranger = host.visitor()

const paths = [...new Set(routes.filter(({ method }) => method === 'GET').map(({ url }) => url))]

/** Every HTML page that there is, as each of the two sees it. */
async function* pages(): AsyncGenerator<Visitor> {
  for (const visitor of [anna, stranger]) {
    for (const url of [...paths, '/nothing']) {
      await visitor.send({ url, headers: visitor.browserHeaders('GET') })
      if (String(visitor.headers['content-type']).startsWith('text/html')) yield visitor
    }
  }
}

/** Everything in the database but when somebody was last seen. */
async function contents(): Promise<string> {
  const [users, sessions, tokens, outbox, throttle] = await Promise.all([
    store.db.selectFrom('users').selectAll().execute(),
    store.db.selectFrom('sessions').selectAll().execute(),
    store.db.selectFrom('tokens').selectAll().execute(),
    store.db.selectFrom('outbox').selectAll().execute(),
    store.db.selectFrom('throttle').selectAll().execute(),
  ])
  const rows = sessions.map(({ last_seen_at, address, ...row }) => row)
  return JSON.stringify({ users, sessions: rows, tokens, outbox, throttle })
}

test('there is something to crawl', () => {
  for (const path of ['/', '/login', '/register', '/dashboard']) assert.ok(paths.includes(path), path)
})

test('V3.5.3 no GET, HEAD or OPTIONS of any route changes anything', async () => {
  const before = await contents()
  for (const url of new Set(routes.map((route) => route.url))) {
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (const visitor of [anna, stranger]) await visitor.send({ method, url })
    }
  }
  assert.equal(await contents(), before)
  assert.equal((await anna.send({ url: '/dashboard' })).status, 200)
})

test('V3.5.3 what changes something answers GET with 405, or with a page of its own', async () => {
  const gettable = new Set(paths)
  for (const { method, url } of routes) {
    if (method !== 'POST' || gettable.has(url)) continue
    const { status, headers } = await anna.send({ url })
    assert.deepEqual([url, status, headers['allow']], [url, 405, 'POST'])
  }
})

/** What a page of another site can send without a preflight that asks first, and what such a page can't help sending. */
const SIMPLE: [type: string | undefined, payload: string | undefined][] = [
  ['text/plain', '{"username":"zoe","csrf_token":""}'],
  ['text/plain', 'username=zoe'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="username"\r\n\r\nzoe\r\n--x--\r\n',
  ],
  ['application/x-www-form-urlencoded', 'username=zoe'],
  [undefined, 'username=zoe'],
  [undefined, undefined],
]
const FROM_ELSEWHERE = [
  { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' },
  { origin: 'https://other.example' },
  { origin: 'null' },
  // A browser of old, which says neither.
  {},
]

test('V3.5.2 no request that needs no preflight does anything, whatever its type, with the cookie of somebody signed in', async () => {
  const before = await contents()
  let count = 0
  for (const { method, url } of routes.filter(isUnsafe)) {
    // It takes reports from anybody, and writes a log line.
    if (url === REPORT_PATH) continue
    for (const [type, payload] of SIMPLE) {
      for (const headers of FROM_ELSEWHERE) {
        const sent = { method: method as 'POST', url, headers: { ...headers, 'content-type': type } }
        // Each from an address of its own, so that no limit answers in place of what is looked at.
        anna.options.address = `10.0.${count >> 8}.${count++ & 255}`
        const { status } = await anna.send(payload === undefined ? sent : { ...sent, payload })
        // The API reads no cookie: what it refuses without a body is a sign-in without a password.
        const refused = url.startsWith('/api/') ? [401, 403, 415, 422] : [400, 403, 415]
        assert.ok(refused.includes(status), `${method} ${url} as ${type}: ${status}`)
      }
    }
  }
  assert.equal(await contents(), before)
  assert.equal((await anna.send({ url: '/dashboard' })).status, 200)
})

describe('in the pages', () => {
  test('V3.6.1 every script and style is our own, with the integrity of the bytes that are served', async () => {
    let seen = 0
    for await (const page of pages()) {
      const tags = ['script', 'link'].flatMap((tag) => elementsIn(page.document, tag))
      for (const tag of tags) {
        const source = attribute(tag, 'src') ?? attribute(tag, 'href') ?? ''
        assert.match(source, /^\/_portcullis\//)
        if (attribute(tag, 'rel') === 'icon') continue
        const served = await host.app.inject(source)
        const digest = createHash('sha384').update(served.rawPayload).digest('base64')
        assert.equal(attribute(tag, 'integrity'), `sha384-${digest}`, source)
        seen++
      }
      assert.match(String(page.headers['integrity-policy']), /blocked-destinations=\(script\)/)
    }
    assert.ok(seen > 10)
  })

  test('V3.7.1 there is no plug-in, frame or applet', async () => {
    for await (const { document, path } of pages()) {
      for (const tag of ['object', 'embed', 'applet', 'frame', 'frameset', 'iframe', 'marquee', 'base']) {
        assert.equal(elementsIn(document, tag).length, 0, `${tag} at ${path}`)
      }
    }
  })

  test('V3.7.3 no link or form leads to another host', async () => {
    for await (const { document, path } of pages()) {
      const targets = [
        ...elementsIn(document, 'a').map((one) => attribute(one, 'href')),
        ...elementsIn(document, 'form').map((one) => attribute(one, 'action')),
        ...elementsIn(document, 'img').map((one) => attribute(one, 'src')),
      ]
      for (const target of targets) {
        if (target !== undefined) assert.equal(new URL(target, HTTPS).origin, HTTPS, `${target} at ${path}`)
      }
    }
  })

  test('V3.2.2 no script, style or handler stands inline', async () => {
    for await (const { document, path } of pages()) {
      for (const script of elementsIn(document, 'script')) {
        assert.ok(attribute(script, 'src'), `inline script at ${path}`)
      }
      assert.equal(elementsIn(document, 'style').length, 0)
      for (const tag of ['a', 'body', 'button', 'div', 'form', 'img', 'input', 'main', 'p']) {
        for (const { attrs } of elementsIn(document, tag)) {
          assert.ok(!attrs.some(({ name }) => name.startsWith('on') || name === 'style'), `${tag} at ${path}`)
        }
      }
    }
  })

  test('V3.5.1 every form that posts bears a token', async () => {
    let forms = 0
    for await (const page of pages()) {
      for (const form of page.forms) {
        if (attribute(form, 'method') !== 'post') continue
        forms++
        const inputs = elementsIn(form, 'input').map((one) => attribute(one, 'name'))
        assert.ok(inputs.includes('csrf_token'), page.path)
      }
    }
    assert.ok(forms > 3)
  })
})

test('V3.5.7 scripts are the same for everybody, to the byte', async () => {
  const scripts = paths.filter((path) => path.endsWith('.js'))
  assert.ok(scripts.length > 0)
  for (const url of scripts) {
    const bodies = new Set([(await anna.send({ url })).body, (await stranger.send({ url })).body])
    assert.equal(bodies.size, 1)
    assert.ok(!anna.body.includes('anna'))
  }
})

test('V3.7.5 forms work without Fetch Metadata, Origin or JavaScript', async () => {
  const bare = { accept: 'text/html' }
  const bob = host.visitor()
  const post = async (url: string, form: Record<string, string>) => {
    await bob.send({ url, headers: bare })
    const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(bob.body)?.[1] ?? ''
    await bob.send({ method: 'POST', url, form: { csrf_token, ...form }, headers: bare })
    return [bob.status, bob.headers['location']]
  }
  const password = 'a long walk by the river'
  assert.deepEqual(await post('/register', { username: 'bob', email: 'b@example.test', password }), [
    303,
    '/login',
  ])
  assert.deepEqual(await post('/login', { username: 'bob', password }), [303, '/dashboard'])
})
