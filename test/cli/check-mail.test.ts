// portcullis check with an outbox: mail given up and mail that waits for long are told, without anybody's address.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeMail } from '../../src/cli/check-mail.ts'
import { newToken } from '../../src/crypto/token.ts'
import { claimDueMail, markFailed, markSent, queueMail } from '../../src/mail/queue.ts'
import type { Store } from '../../src/store/open.ts'
import { eachDatabase } from '../store/databases.ts'
import { newSite } from './command.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const PRODUCTION = { PORTCULLIS_SECRET: newToken(32), PORTCULLIS_ORIGIN: 'https://accounts.example.org' }

async function queue(store: Store, to: string, at: number, subject = 'Welcome to Tower') {
  await queueMail(store.db, { to, subject, text: 'secret link', html: '<p>secret link</p>' }, at)
}

async function fail(store: Store, now: number, error: string, permanent: boolean): Promise<string> {
  const mail = await claimDueMail(store.db, now, 5 * MINUTE)
  assert.ok(mail)
  await markFailed(store.db, mail, now, { error, permanent, maxAttempts: 10, keepText: false })
  return mail.id
}

const shown = async (store: Store, now: number) =>
  (await judgeMail(store, now)).map(({ state, code, words }) => `${state} ${code}: ${words}`)

eachDatabase('what check says of the outbox', (open) => {
  test('nothing of an empty one, of sent mail and of mail that waits as it should', async () => {
    const store = await open()
    assert.deepEqual(await judgeMail(store, NOW), [])
    await queue(store, 'ada@x.test', NOW)
    const mail = await claimDueMail(store.db, NOW, MINUTE)
    await markSent(store.db, mail!, NOW, { keepText: false })
    await queue(store, 'bob@x.test', NOW)
    assert.deepEqual(await judgeMail(store, NOW + HOUR), [])
  })

  test('mail given up, with id, subject, time and reason; neither address nor text', async () => {
    const store = await open()
    await queue(store, 'ada.lovelace@x.test', NOW)
    const reply =
      'Can’t send mail - all recipients were rejected: 550 5.1.1 <ADA.Lovelace@X.test>: user Ada.Lovelace unknown, ask postmaster@x.test'
    const id = await fail(store, NOW, reply, true)
    const [only, ...more] = await shown(store, NOW)
    assert.deepEqual(more, [])
    assert.equal(
      only,
      `advice mail-dead: mail ${id} ("Welcome to Tower"), written 2026-01-01T00:00:00.000Z, was given up: attempts: 1, ` +
        'the last error: Can’t send mail - all recipients were rejected: 550 5.1.1 <…>: user … unknown, ask …',
    )
  })

  test('mail that has been waiting for more than an hour, with the oldest and its last error', async () => {
    const store = await open()
    await queue(store, 'ada@x.test', NOW)
    const id = await fail(store, NOW, 'connect ECONNREFUSED 192.0.2.1:587', false)
    await queue(store, 'bob@x.test', NOW + 1)
    assert.deepEqual(await shown(store, NOW + HOUR), [])
    const oldest = `longest mail ${id} ("Welcome to Tower"), written 2026-01-01T00:00:00.000Z: attempts: 1, the last error: connect ECONNREFUSED 192.0.2.1:587`
    for (const [late, at] of [
      [1, HOUR + 1],
      [2, HOUR + 2],
    ] as const) {
      assert.deepEqual(await shown(store, NOW + at), [
        `advice mail-waiting: mails that have been waiting for more than an hour: ${late}; ${oldest}`,
      ])
    }
  })

  test('of many the newest ten one by one, and how many more there are', async () => {
    const store = await open()
    for (let i = 0; i < 13; i++) {
      await queue(store, 'ada@x.test', NOW + i, `Mail ${i}`)
      await fail(store, NOW + i, 'no', true)
    }
    const words = await shown(store, NOW)
    assert.equal(words.length, 11)
    assert.match(words[0]!, /"Mail 12"/)
    assert.match(words[9]!, /"Mail 3"/)
    assert.equal(words[10], 'advice mail-dead: and 3 more mails were given up')
  })

  test('what a server or a stranger wrote can’t command a terminal', async () => {
    const store = await open()
    await queue(store, 'ada@x.test', NOW)
    await fail(store, NOW, 'no', true)
    await store.db
      .updateTable('outbox')
      .set({ subject: 'S\x1b[2J\u009b\u202e\n', last_error: 'E\x1b[2J\u009b\u202e\n' })
      .execute()
    assert.doesNotMatch((await shown(store, NOW)).join(), /\p{C}/u)
  })

  test('odd addresses are left out of the words as well', async () => {
    for (const to of [
      'a.b+c$d@x.test',
      'a(b[c@x.test',
      'müller@exämple.test',
      `o'brien@x.test`,
      'a\\@x.test',
    ]) {
      const store = await open()
      await queue(store, to, NOW)
      await fail(store, NOW, `550 ${to} is gone; <${to.toUpperCase()}>; "${to}"`, true)
      const [words] = await shown(store, NOW)
      assert.ok(!words!.toLowerCase().includes(to), words)
      assert.match(words!, /550/)
    }
  })

  test('as a command: besides the ten points, as advice, with exit code 0', async (t) => {
    const store = await open()
    const longAgo = Date.now() - 2 * HOUR
    await queue(store, 'ada@x.test', longAgo)
    const id = await fail(store, longAgo, '550 ada@x.test', true)
    await queue(store, 'bob@x.test', longAgo)
    const env = { ...PRODUCTION, PORTCULLIS_DATABASE: open.setting(store) }
    const { code, stdout } = await newSite(t).run(['check'], { env })
    assert.equal(code, 0)
    assert.match(
      stdout,
      new RegExp(`- advice: mail ${id} .* was given up: attempts: 1, the last error: 550 …`),
    )
    assert.match(stdout, /- advice: mails that have been waiting for more than an hour: 1;/)
    assert.doesNotMatch(stdout, /@x\.test|secret link/)
    const report = JSON.parse((await newSite(t).run(['check', '--json'], { env })).stdout)
    assert.equal(report.refused, false)
    const codes = report.besides.map((finding: { code: string }) => finding.code)
    assert.deepEqual(
      codes.filter((one: string) => /^mail-(dead|waiting)$/.test(one)),
      ['mail-dead', 'mail-waiting'],
    )
  })
})
