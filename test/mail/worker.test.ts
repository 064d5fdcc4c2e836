// The worker in the background: when it looks, what it waits for, and that it lives on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queueMail, recentMail } from '../../src/mail/queue.ts'
import { startMailWorker } from '../../src/mail/worker.ts'
import type { Store } from '../../src/store/open.ts'
import { START, scene, serverFor } from './scene.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

test('a slow server delays nobody but the next mail, and stop waits for the one in flight', async (t) => {
  const { store, options, queue, states } = await scene(t)
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const server = await serverFor(t, {
    beforeTaking: () => {
      arrived.resolve()
      return gate.promise
    },
  })
  await queue('a@x.test', 'b@x.test')
  const worker = startMailWorker(options(server.url))
  await arrived.promise

  // The mail server has the first mail and does not answer: all of this must come through meanwhile.
  worker.nudge()
  await store.transaction((tx) =>
    queueMail(tx, { to: 'c@x.test', subject: 's', text: 't', html: 'h' }, START),
  )
  assert.deepEqual(await states(), { 'a@x.test': 'waiting', 'b@x.test': 'waiting', 'c@x.test': 'waiting' })
  let stopped = false
  const stopping = worker.stop().then(() => {
    stopped = true
  })
  await new Promise(setImmediate)
  assert.equal(stopped, false)

  gate.resolve()
  await stopping
  assert.equal(server.mails.length, 1)
  assert.deepEqual(Object.values(await states()).toSorted(), ['sent', 'waiting', 'waiting'])
  worker.nudge()
  await new Promise(setImmediate)
  assert.equal(server.recipients.length, 1)
})

test('stop waits for the mail in flight no longer than it is told, and the store can be closed then', async (t) => {
  const { store, options, queue, states, log } = await scene(t)
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const server = await serverFor(t, {
    beforeTaking: () => {
      arrived.resolve()
      return gate.promise
    },
  })
  await queue('a@x.test', 'b@x.test')
  const worker = startMailWorker(options(server.url))
  await arrived.promise
  await worker.stop(20)
  const mails = await recentMail(store.db, 2)
  const [first] = mails.filter(({ attempts }) => attempts === 1)
  assert.deepEqual([first?.state, first?.text], ['waiting', 'secret link'])
  assert.match(first?.lastError ?? '', /aborted/)
  assert.deepEqual(await store.db.selectFrom('leases').selectAll().execute(), [])
  assert.match(log.lines.join(), /EABORT/)
  assert.deepEqual(Object.values(await states()), ['waiting', 'waiting'])
  const written = log.lines.length
  await store.close()
  gate.resolve()
  await new Promise(setImmediate)
  assert.equal(log.lines.length, written)
})

test('stopping is quick when nothing is in flight, and stopping twice is once', async (t) => {
  const { store, options, log } = await scene(t)
  const worker = startMailWorker(options('smtp://127.0.0.1:1'))
  await Promise.all([worker.stop(5_000), worker.stop(5_000)])
  await worker.stop(5_000)
  await store.close()
  worker.nudge()
  await new Promise(setImmediate)
  assert.deepEqual(log.lines, [])
})

test('a nudge sends at once, also one that comes while the worker is busy', async (t) => {
  const { options, queue } = await scene(t)
  const server = await serverFor(t)
  const worker = startMailWorker(options(server.url))
  await queue('a@x.test')
  worker.nudge()
  await server.received(1)
  await queue('b@x.test')
  worker.nudge()
  await server.received(2)
  await worker.stop()
})

test('without nudges the worker looks every few seconds', async (t) => {
  const { options, queue } = await scene(t)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let looked = Promise.withResolvers<string>()
  const worker = startMailWorker({
    ...options('smtp://127.0.0.1:1'),
    pollInterval: 5,
    send: async ({ to }) => {
      looked.resolve(to)
      return { kind: 'sent' }
    },
  })
  t.after(() => worker.stop())
  for (const to of ['a@x.test', 'b@x.test']) {
    looked = Promise.withResolvers()
    await queue(to)
    let seen: string | undefined
    looked.promise.then((name) => {
      seen = name
    })
    let seconds = 0
    for (; seen === undefined && seconds < 60; seconds++) {
      t.mock.timers.tick(SECOND)
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    }
    assert.equal(seen, to)
    assert.ok(seconds <= 6, `${seconds} s`)
  }
})

test('the waiting worker keeps no process alive', async (t) => {
  const { options } = await scene(t)
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const worker = startMailWorker({ ...options('smtp://127.0.0.1:1'), send: undefined })
  t.after(() => worker.stop())
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  assert.equal(timers(), before)
})

test('without a mail server nothing is sent and mail stays in sight', async (t) => {
  const { store, clock, options, queue } = await scene(t)
  await queue('a@x.test')
  const worker = startMailWorker({ ...options('smtp://127.0.0.1:1'), send: undefined })
  clock.now += 60 * MINUTE
  worker.nudge()
  await worker.stop()
  const [mail] = await recentMail(store.db, 1)
  assert.deepEqual([mail?.state, mail?.attempts, mail?.text], ['waiting', 0, 'secret link'])
})

test('the worker sweeps the outbox', async (t) => {
  const { clock, options, queue, states } = await scene(t)
  await queue('old@x.test')
  clock.now += 31 * 24 * 60 * MINUTE
  const worker = startMailWorker({ ...options('smtp://127.0.0.1:1'), send: undefined })
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  await worker.stop()
  assert.deepEqual(await states(), {})
})

test('a database that fails is told in the log, and the worker lives on', async (t) => {
  const { store, options, log } = await scene(t)
  const broken = {
    get db(): Store['db'] {
      return away ? assert.fail('the database is away') : store.db
    },
  }
  let away = true
  const server = await serverFor(t)
  const worker = startMailWorker({ ...options(server.url), store: broken })
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  assert.match(log.lines.join(), /"error".*the outbox could not be read or written.*the database is away/)
  away = false
  await queueMail(store.db, { to: 'a@x.test', subject: 's', text: 't', html: 'h' }, START)
  worker.nudge()
  await server.received(1)
  await worker.stop()
})
