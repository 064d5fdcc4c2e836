// The token in every form: masked, bound to the session, and nothing else opens an unsafe route.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { csrfToken } from '../../src/shield/csrf.ts'
import { sessionOf } from '../../src/shield/session-values.ts'
import { PASSWORD } from '../house.ts'
import type { Visitor } from '../visitor.ts'
import { formPage, type Host, openHost, openShielded, signUpAndIn } from './host.ts'
import { isUnsafe, routesOf } from './routes.ts'

const routes = (app: Host['app']) => {
  app.get('/notes', async (request) => formPage(request))
  app.get('/token', async (request) => ({ token: csrfToken(request) }))
  app.post('/notes', async () => 'done')
  app.get('/cart', async (request) => {
    await sessionOf(request).set('cart' as never, ['tea'] as never)
    return formPage(request)
  })
}

/** What `visitor` gets for a post with this token, from our own page. */
async function tryToken(visitor: Visitor, token: string, how: 'field' | 'header' | 'json' = 'field') {
  const headers: Record<string, string> = { ...visitor.browserHeaders('POST') }
  if (how === 'header') headers['x-csrftoken'] = token
  if (how === 'json') headers['content-type'] = 'application/json'
  const payload = how === 'json' ? JSON.stringify({ csrf_token: token }) : undefined
  await visitor.send({
    method: 'POST',
    url: '/notes',
    headers,
    ...(payload !== undefined && { payload }),
    ...(how === 'field' && { form: { csrf_token: token } }),
  })
  return visitor.status
}

test('V3.5.1 a token works as field, as header and in JSON; no token, or rubbish, is 400', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const token = await anna.token('/notes')
  for (const how of ['field', 'header', 'json'] as const)
    assert.equal(await tryToken(anna, token, how), 200, how)
  const rubbish = [
    '',
    'x',
    'null',
    token.slice(0, -1),
    `${token}A`,
    token.slice(0, 43),
    `${token} `,
    '='.repeat(86),
  ]
  const turned = token.startsWith('A') ? `B${token.slice(1)}` : `A${token.slice(1)}`
  for (const wrong of [...rubbish, turned, 'A'.repeat(86), '%', '\u0000', '💥'.repeat(43)]) {
    assert.equal(await tryToken(anna, wrong), 400, wrong)
    assert.equal(await tryToken(anna, wrong, 'json'), 400, wrong)
  }
  assert.equal(await tryToken(anna, 'x, y', 'header'), 400)
  const twice = `csrf_token=${token}&csrf_token=${token}`
  const doubled = await anna.send({
    method: 'POST',
    url: '/notes',
    form: twice,
    headers: anna.browserHeaders('POST'),
  })
  assert.equal(doubled.status, 400)
  const nested = await anna.send({
    method: 'POST',
    url: '/notes',
    payload: JSON.stringify({ csrf_token: { toString: token } }),
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(nested.status, 400)
})

test('two tokens of one visitor differ, and both work: a compressed page tells nothing', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const [first, second] = [await anna.token('/notes'), await anna.token('/notes')]
  assert.notEqual(first, second)
  assert.notEqual(first.slice(0, 43), second.slice(0, 43))
  assert.notEqual(first.slice(43), second.slice(43))
  assert.equal(await tryToken(anna, first), 200)
  assert.equal(await tryToken(anna, second), 200)
})

test("V3.5.1 nobody else's token works, before sign-in or after it", async () => {
  const { visitor } = await openHost(routes)
  const [anna, mallory] = [visitor(), visitor()]
  await anna.token('/notes')
  assert.equal(await tryToken(anna, await mallory.token('/notes')), 400)
  await signUpAndIn(anna, 'anna')
  await signUpAndIn(mallory, 'mallory')
  assert.equal(await tryToken(anna, await mallory.token('/notes')), 400)
  assert.equal(await tryToken(anna, await anna.token('/notes')), 200)
})

test("V3.5.1 a visitor's cookie and token planted in a signed-in browser open nothing", async () => {
  const { visitor } = await openHost(routes)
  const [anna, mallory] = [visitor(), visitor()]
  const token = await mallory.token('/notes')
  await signUpAndIn(anna, 'anna')
  anna.cookies.set('visit', mallory.cookies.get('visit')!)
  assert.equal(await tryToken(anna, token), 400)
})

test('V3.5.1 a token dies at sign-in and at sign-out, and lives as long as the session', async () => {
  const host = await openHost(routes)
  const anna = await signUpAndIn(host.visitor(), 'anna')
  await anna.post('/logout', {}, '/dashboard')
  const before = await anna.token('/notes')
  await anna.post('/login', { username: 'anna', password: PASSWORD })
  assert.equal(await tryToken(anna, before), 400)
  const during = await anna.token('/notes')
  host.clock.forward(host.settings.session.idle - 1)
  assert.equal(await tryToken(anna, during), 200)
  await anna.post('/logout', {}, '/dashboard')
  assert.equal(await tryToken(anna, during), 400)
  await anna.token('/notes')
  assert.equal(await tryToken(anna, during), 400)
})

test('V3.5.1 without the cookie no token works', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const token = await anna.token('/notes')
  anna.cookies.clear()
  assert.equal(await tryToken(anna, token), 400)
  assert.match(anna.text, /did not send our cookie/)
})

test('a row for an anonymous visitor’s values leaves the forms that are open in other tabs good', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  const before = await anna.token('/notes')
  const during = await anna.token('/cart')
  assert.ok(anna.cookies.has('session'))
  assert.equal(await tryToken(anna, before), 200)
  assert.equal(await tryToken(anna, during), 200)
})

test('a page without a form costs an anonymous visitor no cookie', async () => {
  const { visitor } = await openHost(routes)
  const anna = visitor()
  await anna.open('/')
  await anna.open('/nothing')
  assert.deepEqual(anna.setCookies, [])
})

describe('keys', () => {
  test('a token of an older secret still works, one of a foreign secret does not', async () => {
    const [old, fresh, foreign] = ['old', 'new', 'xyz'].map((name) => `${name}${'q8Zk2vLw'.repeat(5)}`) as [
      string,
      string,
      string,
    ]
    const before = await openShielded(routes, { secret: [old] })
    const rotated = await openShielded(routes, { secret: [fresh, old] })
    const replaced = await openShielded(routes, { secret: [foreign] })
    const anna = before.visitor()
    const token = await anna.token('/notes')
    for (const [host, status] of [
      [rotated, 200],
      [replaced, 400],
    ] as const) {
      const moved = host.visitor()
      for (const [name, value] of anna.cookies) moved.cookies.set(name, value)
      assert.equal(await tryToken(moved, token), status)
    }
  })
})

describe('V3.5.1 every unsafe route, the host’s too', async () => {
  const host = await openHost(
    (app) => {
      routes(app)
      for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
        app.route({ method, url: '/things/:id', handler: async () => 'done' })
      }
    },
    { limits: { default: '10000 per minute' } },
  )
  const anna = await signUpAndIn(host.visitor(), 'anna')
  const mallory = await signUpAndIn(host.visitor(), 'mallory')
  const foreign = await mallory.token('/notes')
  const origin = host.settings.origin
  const cases: [name: string, headers: Record<string, string>, status: number][] = [
    ['no token', { origin, 'sec-fetch-site': 'same-origin' }, 400],
    ["another session's token", { origin, 'sec-fetch-site': 'same-origin', 'x-csrftoken': foreign }, 400],
    ['neither header', {}, 400],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['same-site', { 'sec-fetch-site': 'same-site' }, 403],
    ['foreign origin', { origin: 'https://evil.test' }, 403],
    ['null origin', { origin: 'null' }, 403],
  ]
  // Those of the API read no cookie: test/api/boundary.test.ts.
  const unsafe = routesOf(host.app).filter((route) => isUnsafe(route) && !route.url.startsWith('/api/'))

  test('are found: our own and the host’s', () => {
    const found = unsafe.map(({ method, url }) => `${method} ${url}`).sort()
    for (const route of [
      'POST /login',
      'POST /register',
      'POST /logout',
      'DELETE /things/1',
      'PUT /things/1',
    ]) {
      assert.ok(found.includes(route), `${route} in ${found}`)
    }
  })

  for (const { method, url } of unsafe) {
    for (const [name, headers, status] of cases) {
      test(`${method} ${url}: ${name} is ${status}`, async () => {
        const token = status === 403 ? { 'x-csrftoken': await anna.token('/notes') } : {}
        await anna.send({ method: method as 'POST', url, headers: { ...token, ...headers } })
        // What asks for no token by name is refused by its origin alone.
        const exempt = url === '/_portcullis/reports'
        assert.equal(anna.status, exempt && status === 400 ? 204 : status)
        await anna.open('/dashboard')
        assert.equal(anna.status, 200)
      })
    }
  }
})
