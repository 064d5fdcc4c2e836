// The shield alone, on a bare Fastify: the same protection for a host's routes, sessions in memory.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Fastify from 'fastify'
import { html } from '../../src/html/html.ts'
import { currentUser, requireUser } from '../../src/shield/guards.ts'
import { fixedHeaders } from '../../src/shield/policy.ts'
import { endSession } from '../../src/shield/session.ts'
import type { SessionUser } from '../../src/shield/session-store.ts'
import { shield } from '../../src/shield/shield.ts'
import { formPage, type Host, openShielded } from './host.ts'

test('app.register(shield) is all it takes', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  await app.register(shield, { database: 'sqlite::memory:' })
  app.get('/', async () => html`<p>Hello</p>`)
  app.post('/', async () => 'done')
  const page = await app.inject('/')
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(page.body, '<p>Hello</p>')
  for (const [name, value] of Object.entries(fixedHeaders)) assert.equal(page.headers[name], value, name)
  assert.ok(page.headers['ratelimit'])
  assert.equal((await app.inject({ method: 'POST', url: '/' })).statusCode, 400)
  assert.equal((await app.inject('/nothing')).statusCode, 404)
  assert.equal((await app.inject({ method: 'PUT', url: '/' })).statusCode, 405)
})

test('routes of plugins have its protection, and routes that were there before it', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.post('/early', async () => 'done')
  await app.register(shield, { database: 'sqlite::memory:' })
  const child = async (inner: Host['app']) => {
    inner.post('/in', async () => 'done')
  }
  await app.register(child, { prefix: '/child' })
  for (const url of ['/early', '/child/in']) {
    const bare = await app.inject({ method: 'POST', url })
    assert.deepEqual([bare.statusCode, bare.headers['x-content-type-options']], [400, 'nosniff'], url)
    const foreign = await app.inject({ method: 'POST', url, headers: { origin: 'https://evil.test' } })
    assert.equal(foreign.statusCode, 403, url)
  }
})

test('production with settings that are not safe does not start, and says everything that is wrong', async () => {
  const app = Fastify()
  await assert.rejects(
    async () =>
      await app.register(shield, { mode: 'production', secret: ['changeme'], origin: 'http://site.test' }),
    (error: Error) => /https/.test(error.message) && /secret/.test(error.message),
  )
})

test('a function used without the shield says what is missing', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  app.get('/', async (request) => currentUser(request))
  const { statusCode, body } = await app.inject('/')
  assert.equal(statusCode, 500)
  assert.match(body, /await app\.register\(shield\) first/)
})

const routes = (app: Host['app']) => {
  app.get('/form', async (request) => formPage(request))
  app.get('/mine', { preHandler: requireUser }, async (request) => ({ id: currentUser(request)?.id }))
  app.post('/leave', async (request, reply) => {
    await endSession(request, reply)
    return 'bye'
  })
}

describe('sessions in memory', () => {
  test('V7.2.4 V7.4.1 begin with a new token, end on the server, and a copy is dead', async () => {
    const { visitor } = await openShielded(routes)
    const anna = visitor()
    await anna.post('/enter', {}, '/form')
    assert.deepEqual(JSON.parse(anna.body), { started: true })
    const first = anna.cookies.get('session')
    assert.equal((await anna.send({ url: '/mine' })).status, 200)
    await anna.post('/enter', {}, '/form')
    assert.notEqual(anna.cookies.get('session'), first)
    const thief = anna.copy()
    await anna.post('/leave', {}, '/form')
    assert.equal((await thief.send({ url: '/mine' })).status, 401)
    thief.cookies.set('session', first!)
    assert.equal((await thief.send({ url: '/mine' })).status, 401)
  })

  test('end by time and by one too many, as in the database', async () => {
    const host = await openShielded(routes, { session: { maxPerAccount: 2, idle: 600 } })
    const visits = [host.visitor(), host.visitor(), host.visitor()]
    for (const visit of visits) await visit.post('/enter', {}, '/form')
    const other = host.visitor()
    await other.post('/enter', { id: 'u2' }, '/form')
    const statuses = async () =>
      Promise.all([...visits, other].map(async (one) => (await one.send({ url: '/mine' })).status))
    assert.deepEqual(await statuses(), [401, 200, 200, 200])
    host.clock.forward(600)
    assert.deepEqual(await statuses(), [401, 401, 401, 401])
  })

  test("V7.4.2 end when the host's own account is gone, and none begins for it", async () => {
    const accounts = new Map<string, SessionUser>([
      ['u1', { id: 'u1', username: 'Anna', email: 'a@example.test' }],
    ])
    const { visitor } = await openShielded(routes, {}, { userOf: (id) => accounts.get(id) ?? null })
    const anna = visitor()
    await anna.post('/enter', {}, '/form')
    assert.equal((await anna.send({ url: '/mine' })).status, 200)
    accounts.clear()
    assert.equal((await anna.send({ url: '/mine' })).status, 401)
    await anna.post('/enter', {}, '/form')
    assert.deepEqual(JSON.parse(anna.body), { started: false })
  })
})
