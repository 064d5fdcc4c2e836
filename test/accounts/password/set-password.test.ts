// A new password by an operator, on both databases: what it ends, what it forgets, and whom it tells.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPERATOR } from '../../../src/accounts/activity/activity.ts'
import { issueLink, type LinkPurpose } from '../../../src/accounts/link-token.ts'
import { logIn } from '../../../src/accounts/login/login.ts'
import { replacePassword, setPassword } from '../../../src/accounts/password/set-password.ts'
import { OWNER } from '../backend.ts'
import { eachDatabase, NEW, OLD, scene } from './scene.ts'

eachDatabase('a new password', (open) => {
  test('defect 14: raises the epoch; the old one is worthless, a bad one changes nothing', async () => {
    const { backend, account, opens } = await scene(open)
    const before = await account()
    const refused = await setPassword(backend, before, 'password', OPERATOR)
    assert.ok(refused.kind === 'invalid')
    assert.match(refused.problem, /common/)
    assert.deepEqual(await account(), before)

    assert.deepEqual(await setPassword(backend, before, NEW, OPERATOR), { kind: 'set', sessionsEnded: 0 })
    assert.equal((await account()).credentialEpoch, before.credentialEpoch + 1)
    assert.deepEqual([await opens(NEW), await opens(OLD)], [true, false])
    const gone = { ...before, id: 'gone' }
    assert.deepEqual(await setPassword(backend, gone, NEW, OPERATOR), { kind: 'unknown' })
  })

  test('V6.3.7 its owner is told at the confirmed address, and it stands in the activity', async () => {
    const { backend, account, mails, change } = await scene(open)
    await setPassword(backend, await account(), NEW, OPERATOR)
    const [notice, ...more] = await mails()
    assert.equal(notice?.recipient, 'Alice@example.org')
    assert.match(notice.subject, /password .* was changed/)
    assert.deepEqual(more, [])
    assert.deepEqual(
      backend.events.map(({ kind, actor }) => [kind, actor]),
      [['password-changed', 'operator']],
    )
    await change({ email_verified_at: null })
    await setPassword(backend, await account(), OLD, OPERATOR)
    assert.equal((await mails()).length, 1, 'an address that nobody has confirmed may be a stranger’s')
  })

  test('V7.4.3 all sessions of the account end, and nobody else’s', async () => {
    const { backend, account, addSession, sessions } = await scene(open)
    for (const one of ['a', 'b']) await addSession(one)
    await addSession('c', 'bob')
    const outcome = await setPassword(backend, await account(), NEW, OPERATOR)
    assert.deepEqual(outcome, { kind: 'set', sessionsEnded: 2 })
    assert.deepEqual(await sessions(), ['c'])
  })

  test('links that the old password may have led to are worthless; the ways back are not', async () => {
    const { backend, account, id, db, links } = await scene(open)
    const purposes: LinkPurpose[] = ['reset', 'email-change', 'email-undo', 'disown', 'verify', 'return']
    for (const purpose of purposes) {
      await issueLink(db, { purpose, userId: id, payload: {}, lifetime: 60, now: backend.clock })
    }
    const { id: bob } = await account('bob')
    await issueLink(db, { purpose: 'reset', userId: bob, payload: {}, lifetime: 60, now: backend.clock })
    await setPassword(backend, await account(), NEW, OPERATOR)
    assert.deepEqual(await links(), ['disown', 'email-undo', 'reset', 'return', 'verify'])
  })

  test('the guesses at the old one are forgotten, by name and by address', async () => {
    const { backend, account } = await scene(open)
    const guess = (identifier: string, password = 'not this one') =>
      logIn(backend, { identifier, password, device: null, by: OWNER })
    for (const identifier of ['alice', 'alice@example.org']) {
      for (let tries = 0; tries < 20; tries++) await guess(identifier)
      assert.equal((await guess(identifier)).kind, 'throttled')
    }
    await setPassword(backend, await account(), NEW, OPERATOR)
    assert.equal((await guess('alice', NEW)).kind, 'signed-in')
    assert.equal((await guess('alice@example.org', NEW)).kind, 'signed-in')
  })

  test('V15.4.2 compared and swapped: epoch, address and state must be as they were', async () => {
    const { backend, account, id, store, change, opens, mails } = await scene(open)
    const expected = await account()
    const hash = await backend.hasher.hash(NEW)
    const replace = () =>
      store.transaction((tx) => replacePassword(backend, tx, { userId: id, hash, expected }))
    const now = { credential_epoch: expected.credentialEpoch, email: expected.email }
    const whole = { ...now, state: 'active', deletes_at: null } as const
    for (const other of [
      { credential_epoch: expected.credentialEpoch + 1 },
      { email: 'alice@example.org' },
      { state: 'suspended' as const },
      { deletes_at: 1 },
    ]) {
      await change({ ...whole, ...other })
      assert.equal(await replace(), undefined, JSON.stringify(other))
    }
    assert.equal(await opens(OLD), true)
    assert.deepEqual(await mails(), [])
    await change(whole)
    assert.equal((await replace())?.account.credentialEpoch, expected.credentialEpoch + 1)
  })
})
