// Activity is passed on: to a host's hook, and as a line of the log that a shipper can take elsewhere.
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { after, test } from 'node:test'
import Fastify from 'fastify'
import type { ActivityEvent } from '../../../src/accounts/activity/event.ts'
import { serverOptions } from '../../../src/app.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { portcullis } from '../../../src/portcullis.ts'
import { PASSWORD } from '../../house.ts'
import { Visitor } from '../../visitor.ts'

interface Line {
  level: number
  msg: string
  activity?: ActivityEvent
}

/** A host app with a hook, and the lines of its log. */
async function host(onActivity: (event: ActivityEvent) => void) {
  const settings = loadSettings({
    env: {},
    cwd: '/',
    options: { database: 'sqlite::memory:', password: { memory: 64, iterations: 1 } },
  })
  let log = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk)
      done()
    },
  })
  const options = serverOptions(settings)
  const app = Fastify({ ...options, logger: { ...(options.logger as object), stream } })
  after(() => app.close())
  await app.register(portcullis, { parts: { settings, onActivity } })
  await app.ready()
  const visitor = (headers: Record<string, string> = {}) =>
    new Visitor(app, { origin: settings.origin, headers })
  const lines = () =>
    log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  return { app, visitor, lines }
}

async function signInOut(person: Visitor): Promise<void> {
  await person.open('/register')
  person.fill({ username: 'alice', email: 'alice@example.test', password: PASSWORD })
  await person.press('Create account')
  person.fill({ username: 'alice', password: 'not the one, this' })
  await person.press('Sign in')
  person.fill({ username: 'alice', password: PASSWORD })
  await person.press('Sign in')
  assert.equal(person.path, '/dashboard')
  await person.press('Sign out')
}

const SEEN = ['sign-in-failed', 'signed-in', 'signed-out']

test('V16.3.1 sign-ins, good and bad, and sign-outs reach the hook and the log, each once and the same', async () => {
  const events: ActivityEvent[] = []
  const { visitor, lines } = await host((event) => events.push(event))
  await signInOut(visitor({ 'user-agent': 'A browser/1.0' }))
  const kinds = events.map(({ kind }) => kind).filter((kind) => SEEN.includes(kind))
  assert.deepEqual(kinds.toSorted(), SEEN)
  const logged = lines().filter(({ msg }) => msg === 'activity')
  assert.deepEqual(
    logged.map(({ activity }) => activity),
    events,
  )
  for (const { seq, userId, at, address, userAgent, mac } of events) {
    assert.ok(seq >= 1 && userId !== '' && at > 0 && mac !== '')
    assert.deepEqual([address, userAgent], ['127.0.0.1', 'A browser/1.0'])
  }
})

test('a hook that throws fails no request, and is told in the log', async () => {
  const { visitor, lines } = await host(() => {
    throw new Error('the shop is closed')
  })
  const alice = visitor()
  await signInOut(alice)
  assert.equal(alice.status, 200)
  const told = lines().filter(({ msg }) => msg === 'the hook for account activity failed')
  assert.ok(told.length >= SEEN.length)
  assert.match(JSON.stringify(told[0]), /the shop is closed/)
  assert.equal(lines().filter(({ msg }) => msg === 'activity').length, told.length)
})

test('V16.4.1 V16.2.4 each is one line of JSON, whatever a client calls itself', async () => {
  const events: ActivityEvent[] = []
  const { visitor, lines } = await host((event) => events.push(event))
  const name = 'x","activity":{"kind":"fake"}}\u0085\u00a0 ÿ %0a{"msg":"activity"}'
  await signInOut(visitor({ 'user-agent': name }))
  const logged = lines().filter(({ msg }) => msg === 'activity')
  assert.equal(logged.length, events.length)
  assert.ok(logged.every(({ activity }) => activity?.kind !== 'fake'))
  assert.ok(events.some(({ userAgent }) => userAgent.includes('"activity"')))
})

test('V16.2.5 no password, cookie or token stands in what is passed on', async () => {
  const events: ActivityEvent[] = []
  const { visitor } = await host((event) => events.push(event))
  const alice = visitor()
  await signInOut(alice)
  const text = JSON.stringify(events)
  assert.ok(events.length > 0)
  assert.ok(!text.includes(PASSWORD) && !text.includes('not the one'))
  for (const line of alice.setCookies) {
    const value = line.split(';', 1)[0]!.split('=')[1]!
    if (value.length > 8) assert.ok(!text.includes(value))
  }
})
