// The served program: one log line a request, nothing secret in any of them, and the two probes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from '../src/app.ts'
import { healthRoutes } from '../src/health.ts'
import { openStore } from '../src/store/open.ts'
import { openHouse } from './house.ts'
import { requestText, sendRaw } from './raw.ts'
import { Client, newFolder, serve } from './served.ts'

const PASSWORD = 'sieben-lange-Wanderungen'
const WRONG = 'acht-lange-Wanderungen'

test('V16.2.4 V16.2.5 one log line a request, without passwords, tokens or cookies, over a whole visit', async () => {
  const server = await serve(newFolder(), { PORTCULLIS_LOG_LEVEL: 'trace' })
  const { port, log } = server
  const client = new Client(port)
  const secrets: string[] = [PASSWORD, WRONG]
  let requests = 0
  const visit = async (path: string, form?: Record<string, string>) => {
    if (form !== undefined) {
      requests++
      const token = await client.token(path)
      secrets.push(token)
      form = { csrf_token: token, ...form }
    }
    requests++
    const answer = await client.send(path, form)
    secrets.push(...client.cookies.values())
    for (const [, token = ''] of answer.body.matchAll(/name="csrf_token" value="([^"]+)"/g)) {
      secrets.push(token)
    }
    return answer.status
  }
  assert.equal(await visit('/'), 200)
  const account = { username: 'Zoë', email: 'zoe@example.test', password: PASSWORD }
  assert.equal(await visit('/register', account), 303)
  assert.equal(await visit('/login', { username: 'Zoë', password: WRONG }), 401)
  // A password typed into the wrong field, or sent as an address.
  assert.equal(await visit('/login', { username: PASSWORD, password: WRONG }), 401)
  assert.equal(await visit(`/login?next=%2F&password=${WRONG}`), 200)
  assert.equal(await visit(`/${WRONG}?token=${WRONG}`), 404)
  assert.equal(await visit('/login', { csrf_token: 'stale', username: 'Zoë', password: PASSWORD }), 400)
  assert.equal(await visit('/login', { username: 'Zoë', password: PASSWORD }), 303)
  assert.equal(await visit('/dashboard'), 200)
  const fresh = await client.token('/dashboard')
  secrets.push(fresh)
  requests++
  assert.equal((await client.send('/logout', { csrf_token: fresh })).status, 303)
  requests++
  secrets.push(...client.cookies.values())
  await server.end('SIGTERM')

  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>)
  const ofRequests = lines.filter(({ msg }) => msg === 'request')
  assert.equal(ofRequests.length, requests)
  assert.equal(new Set(ofRequests.map(({ requestId }) => requestId)).size, requests)
  for (const line of ofRequests) {
    assert.match(String(line['requestId']), /^[\da-f-]{36}$/)
    assert.deepEqual(
      [typeof line['method'], typeof line['route'], typeof line['status']],
      ['string', 'string', 'number'],
    )
    assert.ok(Number(line['ms']) >= 0)
  }
  assert.deepEqual(
    ofRequests.filter(({ route }) => route === '(none)').map(({ status }) => status),
    [404],
  )
  const events = lines.map(({ event }) => event).filter((event) => event !== undefined)
  assert.deepEqual(events, ['signed-up', 'sign-in-refused', 'sign-in-refused', 'signed-in', 'signed-out'])

  const whole = [...log, ...server.said].join('\n')
  for (const secret of new Set(secrets)) {
    assert.ok(secret.length >= 8, secret)
    assert.ok(!whole.includes(secret), `in the log: ${secret}`)
    assert.ok(!whole.includes(encodeURIComponent(secret)), `in the log, encoded: ${secret}`)
  }
})

test('V16.4.1 nobody can write a log line of their own', async () => {
  const server = await serve(newFolder())
  const forged = '{"level":30,"msg":"forged"}'
  const client = new Client(server.port)
  await client.post('/login', { username: `x\r\n${forged}`, password: `\n${forged}` })
  await sendRaw(
    server.port,
    requestText(`GET /%0A${encodeURIComponent(forged)}`, {
      'user-agent': forged,
      'x-request-id': forged,
      'request-id': forged,
    }),
  )
  await server.end('SIGTERM')
  assert.ok(server.log.length > 3)
  for (const line of server.log) assert.ok(!line.includes('forged'), line)
})

test('/healthz and /readyz answer, are never limited, and cost no cookie', async () => {
  const { visitor } = await openHouse({ limits: { default: '2 per minute' } })
  const probe = visitor()
  for (let round = 0; round < 5; round++) {
    await probe.send({ url: '/healthz' })
    assert.deepEqual([probe.status, probe.body], [200, 'ok\n'])
    await probe.send({ url: '/readyz' })
    assert.deepEqual([probe.status, probe.body], [200, 'ready\n'])
  }
  assert.deepEqual(probe.setCookies, [])
  assert.equal(probe.headers['cache-control'], 'no-store')
  assert.match(String(probe.headers['content-type']), /^text\/plain/)
})

test('/readyz is 503 in words when the database is gone, and /healthz is still 200', async () => {
  const { default: fastify } = await import('fastify')
  const store = await openStore('sqlite::memory:', { data: '' })
  const app = fastify()
  healthRoutes(app, store)
  await store.close()
  const ready = await app.inject('/readyz')
  assert.deepEqual([ready.statusCode, ready.body], [503, 'the database does not answer\n'])
  assert.equal((await app.inject('/healthz')).statusCode, 200)
  await app.close()
})

test('a start that fails closes what it opened, and says why', async () => {
  const { settings } = await openHouse()
  await assert.rejects(
    createApp({ settings: { ...settings, mode: 'production', secret: ['short'], origin: '' } }),
    /production does not start with these settings:\n- .*\n- .*/,
  )
})
