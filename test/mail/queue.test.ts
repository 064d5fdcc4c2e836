// The outbox on both databases: written with its transaction, claimed once, retried ever more slowly, swept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ClaimedMail,
  claimDueMail,
  markFailed,
  markSent,
  queueMail,
  recentMail,
  sweepOutbox,
  unclaim,
} from '../../src/mail/queue.ts'
import type { Store } from '../../src/store/open.ts'
import { eachDatabase } from '../store/databases.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 0, 1)
const LEASE = 5 * MINUTE
/** The default of the setting `mail.maxAttempts`. */
const MAX_ATTEMPTS = 10

function mailTo(to: string) {
  return { to, subject: `for ${to}`, text: 'text', html: '<p>html</p>' }
}

async function claimed(store: Store, now: number): Promise<ClaimedMail> {
  const mail = await claimDueMail(store.db, now, LEASE)
  assert.ok(mail, 'nothing is due')
  return mail
}

function failed(store: Store, mail: ClaimedMail, now: number, permanent = false, keepText = false) {
  return markFailed(store.db, mail, now, { error: 'no luck', permanent, maxAttempts: MAX_ATTEMPTS, keepText })
}

eachDatabase('the outbox', (open) => {
  test('a mail is there when its transaction commits, and was never there when it does not', async () => {
    const store = await open()
    await assert.rejects(
      store.transaction(async (tx) => {
        await queueMail(tx, mailTo('undone@x.test'), NOW)
        throw new Error('undo')
      }),
    )
    await store.transaction((tx) => queueMail(tx, mailTo('done@x.test'), NOW))
    const mails = await recentMail(store.db, 10)
    assert.deepEqual(
      mails.map(({ to, state, attempts, createdAt }) => ({ to, state, attempts, createdAt })),
      [{ to: 'done@x.test', state: 'waiting', attempts: 0, createdAt: NOW }],
    )
  })

  test('the longest wait goes first, a claim holds for its lease, and counts as an attempt', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('second@x.test'), NOW + 1)
    await queueMail(store.db, mailTo('first@x.test'), NOW)
    assert.equal(await claimDueMail(store.db, NOW - 1, LEASE), undefined)
    const first = await claimed(store, NOW + 1)
    assert.deepEqual(
      [first.to, first.attempts, first.text, first.html],
      ['first@x.test', 1, 'text', '<p>html</p>'],
    )
    assert.equal((await claimed(store, NOW + 1)).to, 'second@x.test')
    assert.equal(await claimDueMail(store.db, NOW + LEASE, LEASE), undefined)
    const again = await claimed(store, NOW + 1 + LEASE)
    assert.deepEqual([again.id, again.attempts], [first.id, 2])
  })

  test('of fifty parallel claims from two processes, each of twenty mails goes to one', async () => {
    const store = await open()
    const other = await open.also(store)
    for (let i = 0; i < 20; i++) await queueMail(store.db, mailTo(`${i}@x.test`), NOW)
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, i) => claimDueMail((i % 2 ? store : other).db, NOW, LEASE)),
    )
    const ids = claims.flatMap((mail) => (mail ? [mail.id] : []))
    assert.equal(ids.length, 20)
    assert.equal(new Set(ids).size, 20)
  })

  test('a sent mail is not sent again and keeps its text only when asked to', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    await queueMail(store.db, mailTo('b@x.test'), NOW + 1)
    await markSent(store.db, await claimed(store, NOW + 1), NOW + 2, { keepText: false })
    await markSent(store.db, await claimed(store, NOW + 1), NOW + 2, { keepText: true })
    assert.equal(await claimDueMail(store.db, NOW + DAY, LEASE), undefined)
    const mails = await recentMail(store.db, 10)
    assert.deepEqual(
      mails.map(({ to, state, text, html }) => [to, state, text, html]),
      [
        ['b@x.test', 'sent', 'text', '<p>html</p>'],
        ['a@x.test', 'sent', '', ''],
      ],
    )
  })

  test('ten attempts take 24 hours, with waits from one minute to six hours, then the mail is given up and blanked', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    const waits = [1, 3, 9, 27, 80, 240, 360, 360, 360].map((minutes) => minutes * MINUTE)
    let now = NOW
    for (const wait of waits) {
      assert.equal(await failed(store, await claimed(store, now), now), 'waiting')
      assert.equal(await claimDueMail(store.db, now + wait - 1, LEASE), undefined)
      now += wait
    }
    assert.equal(now, NOW + DAY)
    assert.equal((await recentMail(store.db, 1))[0]?.text, 'text')
    assert.equal(await failed(store, await claimed(store, now), now), 'dead')
    assert.equal(await claimDueMail(store.db, now + 300 * DAY, LEASE), undefined)
    const [mail] = await recentMail(store.db, 1)
    assert.deepEqual(
      [mail?.state, mail?.attempts, mail?.lastError, mail?.text, mail?.html],
      ['dead', MAX_ATTEMPTS, 'no luck', '', ''],
    )
  })

  test('a mail that is given back was not tried; one that another worker holds is left alone', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    await unclaim(store.db, await claimed(store, NOW))
    const slow = await claimed(store, NOW)
    assert.equal(slow.attempts, 1)
    const quick = await claimed(store, NOW + LEASE)
    await unclaim(store.db, slow)
    assert.equal(await claimDueMail(store.db, NOW + LEASE, LEASE), undefined)
    await markSent(store.db, quick, NOW + LEASE, { keepText: false })
    await unclaim(store.db, quick)
    const [mail] = await recentMail(store.db, 1)
    assert.deepEqual([mail?.state, mail?.attempts], ['sent', 2])
  })

  test('whatever a server says can be kept, on one line of at most 300 characters', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    const error = `\0\ud800\r\n550 \x1b[2J\u2028${Buffer.from([...Array(256).keys()]).toString('latin1')}${'x'.repeat(99_999)}`
    const mail = await claimed(store, NOW)
    await markFailed(store.db, mail, NOW, {
      error,
      permanent: false,
      maxAttempts: MAX_ATTEMPTS,
      keepText: false,
    })
    const kept = (await recentMail(store.db, 1))[0]?.lastError ?? ''
    assert.match(kept, /^550 +\[2J /)
    assert.equal(kept.length, 300)
    assert.doesNotMatch(kept, /[\p{Cc}\p{Cs}\p{Zl}]/u)
  })

  test('a permanent failure gives a mail up at once', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    assert.equal(await failed(store, await claimed(store, NOW), NOW, true, true), 'dead')
    const [mail] = await recentMail(store.db, 1)
    assert.deepEqual([mail?.state, mail?.attempts, mail?.text], ['dead', 1, 'text'])
  })

  test('whoever lost the lease can still say sent, and nothing else', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('a@x.test'), NOW)
    const slow = await claimed(store, NOW)
    const quick = await claimed(store, NOW + LEASE)
    await failed(store, slow, NOW + LEASE, true)
    assert.equal((await recentMail(store.db, 1))[0]?.state, 'waiting')
    assert.equal(await claimDueMail(store.db, NOW + LEASE, LEASE), undefined)
    await markSent(store.db, slow, NOW + LEASE, { keepText: false })
    await failed(store, quick, NOW + LEASE)
    assert.equal((await recentMail(store.db, 1))[0]?.state, 'sent')
    assert.equal(await claimDueMail(store.db, NOW + DAY, LEASE), undefined)
  })

  test('V1.3.11 a subject is one line of at most 200 characters', async () => {
    const store = await open()
    const subject = `A\r\nBcc: b@x.test\0\u2028B\u202e${'é'.repeat(300)}`
    await queueMail(store.db, { ...mailTo('a@x.test'), subject }, NOW)
    const stored = (await recentMail(store.db, 1))[0]?.subject ?? ''
    assert.match(stored, /^A Bcc: b@x\.test B éé+$/)
    assert.equal(stored.length, 200)
  })

  test('what no database holds is left out of a text', async () => {
    const store = await open()
    await queueMail(store.db, { ...mailTo('a@x.test'), text: 'a\0b\ud800c 🜁', html: '<p>\0\udfff</p>' }, NOW)
    const [mail] = await recentMail(store.db, 1)
    assert.deepEqual([mail?.text, mail?.html], ['ab\ufffdc 🜁', '<p>\ufffd</p>'])
  })

  test('sent mail goes after a week, all mail after a month', async () => {
    const store = await open()
    await queueMail(store.db, mailTo('sent@x.test'), NOW)
    await markSent(store.db, await claimed(store, NOW), NOW, { keepText: false })
    await queueMail(store.db, mailTo('stuck@x.test'), NOW)
    const left = async () => (await recentMail(store.db, 10)).map(({ to }) => to)
    await sweepOutbox(store.db, NOW + 7 * DAY)
    assert.equal((await left()).length, 2)
    await sweepOutbox(store.db, NOW + 7 * DAY + 1)
    assert.deepEqual(await left(), ['stuck@x.test'])
    await sweepOutbox(store.db, NOW + 30 * DAY)
    assert.deepEqual(await left(), ['stuck@x.test'])
    await sweepOutbox(store.db, NOW + 30 * DAY + 1)
    assert.deepEqual(await left(), [])
  })

  test('the newest mails come first, as many as asked for', async () => {
    const store = await open()
    for (const at of [2, 1, 3]) await queueMail(store.db, mailTo(`${at}@x.test`), NOW + at)
    assert.deepEqual(
      (await recentMail(store.db, 2)).map(({ to }) => to),
      ['3@x.test', '2@x.test'],
    )
  })
})
