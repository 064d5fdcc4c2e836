// A host's own values in a session: typed, small, safe from each other and from whoever was here before.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_VALUES_BYTES, sessionOf } from '../../src/shield/session-values.ts'
import type { Visitor } from '../visitor.ts'
import {
  countSessions,
  formPage,
  type Host,
  look,
  onDisk,
  openHost,
  openShielded,
  signIn,
  signUpAndIn,
} from './host.ts'

declare module '../../src/shield/session-values.ts' {
  interface SessionValues {
    cart: string[]
    visits: number
    __proto__: string
    constructor: string
    [key: `k${number}`]: string
  }
}

const routes = (app: Host['app']) => {
  app.get('/form', async (request) => formPage(request))
  app.get('/get', async (request) => {
    const { key } = request.query as { key: 'cart' }
    return { value: sessionOf(request).get(key) ?? null }
  })
  app.get('/set', async (request) => {
    const { key, value } = request.query as { key: 'cart'; value: string }
    await sessionOf(request).set(key, value === undefined ? undefined : JSON.parse(value))
    return { now: sessionOf(request).get(key) ?? null }
  })
}

async function set(visitor: Visitor, key: string, value?: unknown): Promise<number> {
  const query = value === undefined ? '' : `&value=${encodeURIComponent(JSON.stringify(value))}`
  await visitor.send({ url: `/set?key=${key}${query}` })
  return visitor.status
}

async function get(visitor: Visitor, key: string): Promise<unknown> {
  await visitor.send({ url: `/get?key=${key}` })
  return JSON.parse(visitor.body).value
}

for (const [where, open] of [
  ['in the database', () => openHost(routes, onDisk())],
  ['in memory', () => openShielded(routes)],
] as const) {
  describe(`values kept ${where}`, () => {
    test('stay for this visitor alone, and are gone when set to nothing', async () => {
      const { visitor } = await open()
      const [anna, bob] = [visitor(), visitor()]
      assert.equal(await get(anna, 'cart'), null)
      await set(anna, 'cart', ['tea', 'milk'])
      await set(anna, 'visits', 3)
      assert.deepEqual(await get(anna, 'cart'), ['tea', 'milk'])
      assert.equal(await get(anna, 'visits'), 3)
      assert.equal(await get(bob, 'cart'), null)
      await set(anna, 'cart')
      assert.equal(await get(anna, 'cart'), null)
      assert.equal(await get(anna, 'visits'), 3)
    })

    test('keys that mean something to JavaScript are keys like any other', async () => {
      const { visitor } = await open()
      const anna = visitor()
      for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        assert.equal(await get(anna, key), null, key)
      }
      await set(anna, '__proto__', { admin: true })
      await set(anna, 'constructor', 'mine')
      assert.deepEqual(await get(anna, '__proto__'), { admin: true })
      assert.equal(await get(anna, 'admin'), null)
      assert.equal(await get(anna, 'constructor'), 'mine')
      assert.equal(({} as { admin?: boolean }).admin, undefined)
    })

    test('4096 bytes of JSON fit, one more writes nothing and costs no row', async () => {
      const host = await open()
      const anna = host.visitor()
      const room = MAX_VALUES_BYTES - '{"cart":""}'.length
      assert.equal(await set(anna, 'cart', 'x'.repeat(room + 1)), 500)
      assert.equal(anna.cookies.has('session'), false)
      assert.equal(await set(anna, 'cart', 'x'.repeat(room)), 200)
      assert.equal(await set(anna, 'cart', 'é'.repeat(room)), 500)
      assert.equal(((await get(anna, 'cart')) as string).length, room)
    })

    test('50 parallel requests that set different keys lose none', async () => {
      const { visitor } = await open()
      const anna = visitor()
      await set(anna, 'visits', 0)
      const copies = Array.from({ length: 50 }, (_, i) => set(anna.copy(), `k${i}`, `value ${i}`))
      assert.deepEqual([...new Set(await Promise.all(copies))], [200])
      for (let i = 0; i < 50; i++) assert.equal(await get(anna, `k${i}`), `value ${i}`)
    })
  })
}

test('V7.2.4 signing in starts with none, so that nobody can plant any; signing out takes them away', async () => {
  const host = await openHost(routes, onDisk())
  const anna = host.visitor()
  await anna.post('/register', {
    username: 'anna',
    email: 'a@example.test',
    password: 'a long walk by the river',
  })
  await set(anna, 'cart', ['planted'])
  const before = anna.copy()
  await signIn(anna, 'anna')
  assert.equal(await get(anna, 'cart'), null)
  assert.equal(await get(before, 'cart'), null)
  await set(anna, 'cart', ['mine'])
  await anna.post('/logout', {}, '/form')
  assert.equal(await get(anna, 'cart'), null)
  assert.equal(await countSessions(await look(host)), 0)
})

test('a row is made when there is something to keep, and not when reading or removing', async () => {
  const host = await openHost(routes, onDisk())
  const store = await look(host)
  const anna = host.visitor()
  await get(anna, 'cart')
  await set(anna, 'cart')
  assert.equal(await countSessions(store), 0)
  await set(anna, 'cart', ['tea'])
  assert.equal(await countSessions(store), 1)
})

test('values written while the session ends in another tab are lost with it, quietly', async () => {
  const host = await openHost((app) => {
    routes(app)
    app.get('/slow', async (request) => {
      const session = sessionOf(request)
      await (await look(host)).db.deleteFrom('sessions').execute()
      await session.set('visits', 1)
      return 'done'
    })
  }, onDisk())
  const anna = await signUpAndIn(host.visitor(), 'anna')
  assert.equal((await anna.send({ url: '/slow' })).status, 200)
  assert.equal(await countSessions(await look(host)), 0)
})
