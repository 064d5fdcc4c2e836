// Changing the password while signed in, on both databases: the old one first, and what goes on afterwards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueLink } from '../../../src/accounts/link-token.ts'
import { logIn } from '../../../src/accounts/login/login.ts'
import { changePassword } from '../../../src/accounts/password/change.ts'
import { OWNER } from '../backend.ts'
import { eachDatabase, NEW, OLD, scene } from './scene.ts'

async function signedIn(...parameters: Parameters<typeof scene>) {
  const set = await scene(...parameters)
  const { backend, id } = set
  await set.addSession('a')
  const change = (oldPassword = OLD, newPassword = NEW, sessionId = 'a') =>
    changePassword(backend, { userId: id, sessionId, oldPassword, newPassword, by: OWNER })
  return { ...set, changePassword: change }
}

eachDatabase('changing a password', (open) => {
  test('V6.2.2 V6.3.7 V7.4.3 the others end, this one’s row stays, and the owner is told', async () => {
    const { addSession, changePassword, account, sessions, opens, kinds, mails } = await signedIn(open)
    for (const one of ['b', 'c']) await addSession(one)
    await addSession('d', 'bob')
    const { credentialEpoch } = await account()
    const outcome = await changePassword()
    assert.ok(outcome.kind === 'changed')
    assert.equal(outcome.account.credentialEpoch, credentialEpoch + 1)
    assert.deepEqual(await sessions(), ['a', 'd'])
    assert.deepEqual([await opens(NEW), await opens(OLD)], [true, false])
    assert.deepEqual(kinds(), ['password-changed'])
    assert.deepEqual(
      (await mails()).map(({ recipient }) => recipient),
      ['Alice@example.org'],
    )
  })

  test('V6.2.3 with a wrong old password nothing changes but the activity', async () => {
    const { changePassword, account, kinds, mails } = await signedIn(open)
    const before = await account()
    for (const wrong of ['', NEW, `${OLD} `, OLD.toUpperCase(), 'x'.repeat(10_000)]) {
      assert.deepEqual(await changePassword(wrong), { kind: 'refused' })
    }
    assert.deepEqual(await account(), before)
    assert.deepEqual(await mails(), [])
    assert.deepEqual(new Set(kinds()), new Set(['confirm-failed']))
  })

  test('V6.3.1 guesses at the old one are slowed, apart from those at sign-in', async () => {
    const { backend, changePassword } = await signedIn(open)
    for (let tries = 0; tries < 20; tries++) await changePassword('not this one')
    const waits = await changePassword()
    assert.ok(waits.kind === 'throttled' && waits.retryAfter > 0)
    const by = { identifier: 'alice', password: OLD, device: null, by: OWNER }
    assert.equal((await logIn(backend, by)).kind, 'signed-in')
    backend.clock += waits.retryAfter * 1000
    assert.equal((await changePassword()).kind, 'changed')
  })

  test('V6.2.4 the new one is held to the policy, before any guess is counted', async () => {
    const { changePassword, opens, db } = await signedIn(open)
    for (const bad of ['', 'short', 'password', 'alice@example.org', 'x'.repeat(257)]) {
      const refused = await changePassword('not this one', bad)
      assert.equal(refused.kind, 'invalid', bad)
    }
    assert.equal(await opens(OLD), true)
    assert.deepEqual(await db.selectFrom('throttle').selectAll().execute(), [])
  })

  test('links that somebody may have asked for are worthless afterwards', async () => {
    const { backend, changePassword, id, db, links } = await signedIn(open)
    for (const purpose of ['reset', 'email-change', 'email-undo'] as const) {
      await issueLink(db, { purpose, userId: id, payload: {}, lifetime: 60, now: backend.clock })
    }
    await changePassword()
    assert.deepEqual(await links(), ['email-undo'])
  })

  test('a session that has ended meanwhile, or is another’s, changes nothing', async () => {
    const { changePassword, addSession, opens } = await signedIn(open)
    await addSession('of bob', 'bob')
    for (const session of ['gone', 'of bob']) {
      assert.deepEqual(await changePassword(OLD, NEW, session), { kind: 'no-session' })
    }
    assert.equal(await opens(OLD), true)
  })

  test('V15.4.2 of 50 at once, one changes it', async () => {
    const { changePassword, opens, kinds } = await signedIn(open, {
      throttle: { free: 20, cap: 100 },
    })
    const words = Array.from({ length: 50 }, (_, n) => `${NEW} ${n}`)
    const outcomes = await Promise.all(words.map((word) => changePassword(OLD, word)))
    const won = outcomes.flatMap(({ kind }, n) => (kind === 'changed' ? [n] : []))
    assert.equal(won.length, 1)
    assert.equal(await opens(words[won[0]!]!), true)
    assert.deepEqual(
      kinds().filter((kind) => kind === 'password-changed'),
      ['password-changed'],
    )
  })

  test('an account without a password gets one', async () => {
    const { changePassword, change, opens } = await signedIn(open)
    await change({ password_hash: null })
    assert.equal((await changePassword('')).kind, 'changed')
    assert.equal(await opens(NEW), true)
  })
})
