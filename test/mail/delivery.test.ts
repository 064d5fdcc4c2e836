// Delivering what is due, with a real database and a real mail server: retries, crashes, rivals.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliverDueMail, type Send } from '../../src/mail/delivery.ts'
import { claimDueMail, recentMail } from '../../src/mail/queue.ts'
import { START, scene, serverFor } from './scene.ts'
import { reply, startMailServer } from './server.ts'

const MINUTE = 60_000
const LEASE = 5 * MINUTE
const UNCUT = new AbortController().signal

test('queued mail is delivered, once, and its text is blanked', async (t) => {
  const { store, options, queue, log } = await scene(t)
  const server = await serverFor(t)
  await queue('a@x.test', 'b@x.test')
  await deliverDueMail(options(server.url))
  await deliverDueMail(options(server.url))
  assert.deepEqual(server.recipients.toSorted(), ['a@x.test', 'b@x.test'])
  const mails = await recentMail(store.db, 10)
  assert.deepEqual(
    mails.map(({ state, text, html, lastError }) => [state, text, html, lastError]),
    [
      ['sent', '', '', null],
      ['sent', '', '', null],
    ],
  )
  assert.doesNotMatch(log.lines.join(), /x\.test|secret link/)
})

test('for the development page the text can be kept', async (t) => {
  const { store, options, queue } = await scene(t)
  const server = await serverFor(t)
  await queue('a@x.test')
  await deliverDueMail({ ...options(server.url), keepText: true })
  assert.equal((await recentMail(store.db, 1))[0]?.text, 'secret link')
})

test('a temporary refusal is tried again after one minute, then three', async (t) => {
  const { clock, options, queue } = await scene(t)
  let answers = [450, 451]
  const server = await serverFor(t, {
    beforeTaking: () => {
      const [code, ...rest] = answers
      answers = rest
      if (code) throw reply(code)
    },
  })
  await queue('a@x.test')
  const attemptsAt: number[] = []
  for (const at of [0, MINUTE - 1, MINUTE, 4 * MINUTE - 1, 4 * MINUTE]) {
    const before = server.recipients.length
    clock.now = START + at
    await deliverDueMail(options(server.url))
    if (server.recipients.length > before) attemptsAt.push(at)
  }
  assert.deepEqual(attemptsAt, [0, MINUTE, 4 * MINUTE])
  assert.equal(server.mails.length, 1)
})

test('a server that is away gets one knock a round, and everything once it is back', async (t) => {
  const { store, clock, options, queue, states, log } = await scene(t)
  const { port, url, close } = await startMailServer()
  await close()
  await queue('a@x.test', 'b@x.test', 'c@x.test')
  await deliverDueMail(options(url))
  const attempts = (await recentMail(store.db, 3)).map((mail) => mail.attempts)
  assert.deepEqual(attempts.toSorted(), [0, 0, 1])
  assert.match(log.lines.join(), /"code":"ESOCKET"/)
  const server = await serverFor(t, {}, port)
  clock.now += MINUTE
  await deliverDueMail(options(url))
  assert.equal(server.mails.length, 3)
  assert.deepEqual(await states(), { 'a@x.test': 'sent', 'b@x.test': 'sent', 'c@x.test': 'sent' })
})

test('a final refusal gives one mail up and holds back no other', async (t) => {
  const { store, options, queue, states } = await scene(t)
  const server = await serverFor(t, {
    onRecipient: (address) => {
      if (address.startsWith('gone')) throw reply(550, 'no such person')
    },
  })
  await queue('gone@x.test', 'here@x.test', 'a@x.test,b@x.test')
  await deliverDueMail(options(server.url))
  assert.deepEqual(await states(), {
    'gone@x.test': 'dead',
    'here@x.test': 'sent',
    'a@x.test,b@x.test': 'dead',
  })
  assert.deepEqual(server.recipients.toSorted(), ['gone@x.test', 'here@x.test'])
  const dead = (await recentMail(store.db, 3)).find(({ to }) => to === 'gone@x.test')
  assert.match(dead?.lastError ?? '', /550 no such person/)
  assert.equal(dead?.text, '')
})

test('a mail that makes the server hang up holds the others up until the next look, and no longer', async (t) => {
  const { store, clock, options, queue, states } = await scene(t)
  const server = await serverFor(t, {
    onRecipient: (address) => {
      if (address.startsWith('poison')) throw reply(421)
    },
  })
  await queue('poison1@x.test', 'poison2@x.test', 'a@x.test')
  await store.db
    .updateTable('outbox')
    .set({ next_attempt_at: START - 1 })
    .where('recipient', '!=', 'a@x.test')
    .execute()
  for (let look = 0; look < 3; look++) {
    await deliverDueMail(options(server.url))
    clock.now += 5_000
  }
  const good = ['a@x.test', 'b@x.test', 'c@x.test']
  await queue('b@x.test', 'c@x.test')
  await deliverDueMail(options(server.url))
  assert.deepEqual(server.mails.flatMap(({ to }) => to).toSorted(), good)
  // Every look of a day, with others coming in all the time.
  for (let minute = 1; minute <= 30 * 60; minute++) {
    clock.now += MINUTE
    await deliverDueMail({ ...options(server.url), send: poisoned(options(server.url).send) })
  }
  assert.deepEqual(await states(), {
    'poison1@x.test': 'dead',
    'poison2@x.test': 'dead',
    ...Object.fromEntries(good.map((to) => [to, 'sent'])),
  })
})

/** As that server does, without asking it. */
function poisoned(send: Send): Send {
  return (mail, signal) =>
    mail.to.startsWith('poison')
      ? Promise.resolve({ kind: 'unreachable', code: 'ECONNECTION 421', error: 'closed' })
      : send(mail, signal)
}

test('a server that is away for less than a day gets everything: ten attempts, at the times that are promised', async (t) => {
  const { clock, options, queue, states } = await scene(t)
  await queue('a@x.test')
  const attemptsAt: number[] = []
  const send: Send = async () => {
    attemptsAt.push((clock.now - START) / MINUTE)
    return { kind: 'unreachable', code: 'ESOCKET', error: 'connect ECONNREFUSED' }
  }
  // A look every minute, and one of a second before each.
  for (let minute = 0; minute <= 25 * 60; minute++) {
    clock.now = START + minute * MINUTE - 1_000
    await deliverDueMail({ ...options('smtp://127.0.0.1:1'), send })
    if (minute < 24 * 60) assert.deepEqual(await states(), { 'a@x.test': 'waiting' })
    clock.now = START + minute * MINUTE
    await deliverDueMail({ ...options('smtp://127.0.0.1:1'), send })
  }
  assert.deepEqual(attemptsAt, [0, 1, 4, 13, 40, 120, 360, 720, 1080, 1440])
  assert.deepEqual(await states(), { 'a@x.test': 'dead' })
})

test('a mail is given up after the most attempts that the settings allow', async (t) => {
  const { store, clock, options, queue, log } = await scene(t)
  const server = await serverFor(t, {
    beforeTaking: () => {
      throw reply(451)
    },
  })
  await queue('a@x.test')
  for (let round = 0; round < 6; round++) {
    await deliverDueMail({ ...options(server.url), maxAttempts: 3 })
    clock.now += 6 * 60 * MINUTE
  }
  const [mail] = await recentMail(store.db, 1)
  assert.deepEqual([mail?.state, mail?.attempts, server.recipients.length], ['dead', 3, 3])
  assert.match(mail?.lastError ?? '', /451/)
  assert.equal(log.lines.filter((line) => line.includes('"error"')).length, 1)
})

test('two workers send fifty mails, each exactly once', async (t) => {
  const { options, queue, states } = await scene(t)
  const server = await serverFor(t)
  const names = Array.from({ length: 50 }, (_, i) => `${i}@x.test`)
  await queue(...names)
  await Promise.all([deliverDueMail(options(server.url)), deliverDueMail(options(server.url))])
  assert.deepEqual(server.recipients.toSorted(), names.toSorted())
  assert.equal(new Set(server.mails.map(({ parsed }) => parsed.messageId)).size, 50)
  assert.deepEqual(new Set(Object.values(await states())), new Set(['sent']))
})

test('after a crash between sending and noting it, the repeat can be recognised', async (t) => {
  const { store, clock, options, queue, states } = await scene(t)
  const server = await serverFor(t)
  await queue('a@x.test')
  const { send } = options(server.url)
  const lost = await claimDueMail(store.db, clock.now, LEASE)
  assert.deepEqual(lost && (await send(lost, UNCUT)), { kind: 'sent' })

  clock.now += LEASE - 1
  await deliverDueMail(options(server.url))
  assert.equal(server.mails.length, 1)
  clock.now += 1
  await deliverDueMail(options(server.url))
  assert.deepEqual(await states(), { 'a@x.test': 'sent' })
  const [first, second] = server.mails.map(({ parsed }) => parsed.messageId)
  assert.ok(first)
  assert.equal(first, second)
})

test('a mail whose every attempt ended with the process is given up', async (t) => {
  const { store, clock, options, queue, states } = await scene(t)
  const server = await serverFor(t)
  await queue('a@x.test')
  for (let crash = 0; crash < 3; crash++) {
    await claimDueMail(store.db, clock.now, LEASE)
    clock.now += LEASE
  }
  await deliverDueMail({ ...options(server.url), maxAttempts: 3 })
  assert.deepEqual(await states(), { 'a@x.test': 'dead' })
  assert.equal(server.mails.length, 0)
})

test('a mail belongs to its worker for longer than any attempt takes', async (t) => {
  const { clock, options, queue } = await scene(t)
  await queue('a@x.test')
  let lease = 0
  const send: Send = async ({ claimedUntil }) => {
    lease = claimedUntil - clock.now
    return { kind: 'sent' }
  }
  await deliverDueMail({ ...options('smtp://127.0.0.1:1'), send })
  // smtp.ts ends an attempt after one minute.
  assert.ok(lease >= 2 * MINUTE, `${lease} ms`)
})

test('a sender that throws is a failure of that mail, not of the worker', async (t) => {
  const { store, options, queue } = await scene(t)
  await queue('a@x.test', 'b@x.test')
  const send = async () => {
    throw new Error('unforeseen')
  }
  await deliverDueMail({ ...options('smtp://127.0.0.1:1'), send })
  const mails = await recentMail(store.db, 2)
  assert.deepEqual(
    mails.map(({ state, attempts, lastError }) => [state, attempts, lastError]),
    [
      ['waiting', 1, 'unforeseen'],
      ['waiting', 1, 'unforeseen'],
    ],
  )
})

test('neither credentials nor addresses nor texts stand in the log or the outbox', async (t) => {
  const { store, options, queue, log } = await scene(t)
  const server = await serverFor(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => done(reply(535, `not ${username} with ${password}`)),
  })
  await queue('a@x.test')
  await deliverDueMail(options(`smtp://tower:secret-word@127.0.0.1:${server.port}`))
  assert.equal(log.lines.length, 1)
  assert.doesNotMatch(log.lines.join(), /secret|a@x\.test/)
  assert.match(log.lines.join(), /EAUTH 535/)
  assert.doesNotMatch((await recentMail(store.db, 1))[0]?.lastError ?? '', /secret-word/)
})
