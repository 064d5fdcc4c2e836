// A new password by a mailed link, on both databases: once, the newest alone, and while nothing else has changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountOfResetLink, resetPassword } from '../../../src/accounts/password/reset.ts'
import { queueResetLink } from '../../../src/accounts/password/reset-link.ts'
import { newToken } from '../../../src/crypto/token.ts'
import { OWNER } from '../backend.ts'
import { eachDatabase, NEW, OLD, scene, tokenFor, tokensFor } from './scene.ts'

const OVER = { kind: 'link-invalid' }
const HALF_AN_HOUR = 30 * 60_000

async function mailed(...parameters: Parameters<typeof scene>) {
  const set = await scene(...parameters)
  const { backend, store, account } = set
  /** The token that this mail, and no other, holds. */
  const ask = async () => {
    const known = await tokensFor(store, '/password/reset')
    const alice = await account()
    await store.transaction((tx) => queueResetLink(backend, tx, alice))
    return tokenFor(store, '/password/reset', known)
  }
  const reset = (token: string, password = NEW) => resetPassword(backend, { token, password, by: OWNER })
  return { ...set, ask, reset, looks: (token: string) => accountOfResetLink(backend, token) }
}

eachDatabase('resetting a password', (open) => {
  test('V6.3.7 V7.4.3 the new one opens, the old one doesn’t, all sessions end, and the owner is told', async () => {
    const { id, ask, reset, opens, addSession, sessions, account, kinds, mails, links } = await mailed(open)
    const token = await ask()
    const { credentialEpoch } = await account()
    for (const one of ['a', 'b']) await addSession(one)
    await addSession('c', 'bob')
    assert.deepEqual(await reset(token), { kind: 'reset', userId: id })
    assert.deepEqual([await opens(NEW), await opens(OLD)], [true, false])
    assert.deepEqual(await sessions(), ['c'])
    assert.equal((await account()).credentialEpoch, credentialEpoch + 1)
    assert.deepEqual(kinds(), ['password-reset'])
    assert.deepEqual(await links(), [])
    const notices = (await mails()).filter(({ subject }) => /was changed/.test(subject))
    assert.deepEqual(
      notices.map(({ recipient }) => recipient),
      ['Alice@example.org'],
    )
  })

  test('looking uses nothing up; the link works once', async () => {
    const { id, ask, reset, looks, opens } = await mailed(open)
    const token = await ask()
    for (let times = 0; times < 3; times++) assert.equal((await looks(token))?.id, id)
    assert.equal((await reset(token)).kind, 'reset')
    assert.equal(await looks(token), undefined)
    assert.deepEqual(await reset(token, 'eine dritte Tasse Tee'), OVER)
    assert.equal(await opens(NEW), true)
  })

  test('V15.4.2 of 50 at once, one sets its password', async () => {
    const { ask, reset, opens, kinds, account } = await mailed(open)
    const token = await ask()
    const { credentialEpoch } = await account()
    const words = Array.from({ length: 50 }, (_, n) => `kleine blaue Tasse ${n}`)
    const outcomes = await Promise.all(words.map((password) => reset(token, password)))
    const won = outcomes.flatMap(({ kind }, n) => (kind === 'reset' ? [n] : []))
    assert.equal(won.length, 1)
    assert.equal(await opens(words[won[0]!]!), true)
    assert.equal((await account()).credentialEpoch, credentialEpoch + 1)
    assert.deepEqual(kinds(), ['password-reset'])
  })

  test('the newest one alone', async () => {
    const { ask, reset, looks, opens } = await mailed(open)
    const [first, second] = [await ask(), await ask()]
    assert.equal(await looks(first), undefined)
    assert.deepEqual(await reset(first), OVER)
    assert.equal(await opens(OLD), true)
    assert.equal((await reset(second)).kind, 'reset')
  })

  test('works for 30 minutes, to the millisecond', async () => {
    const { ask, reset, looks, backend } = await mailed(open)
    const token = await ask()
    backend.clock += HALF_AN_HOUR
    assert.equal(await looks(token), undefined)
    assert.deepEqual(await reset(token), OVER)
    backend.clock -= 1
    assert.equal((await reset(token)).kind, 'reset')
  })

  test('works for as long as the setting says', async () => {
    const { ask, reset, backend } = await mailed(open, { password: { resetLifetime: '2h' } })
    const token = await ask()
    backend.clock += 2 * 3_600_000 - 1
    assert.equal((await reset(token)).kind, 'reset')
  })

  test('V6.2.4 held to the policy, and the link is still good after a refusal', async () => {
    const { ask, reset, opens } = await mailed(open)
    const token = await ask()
    for (const password of ['', 'short', 'password', 'Alice@example.org', 'x'.repeat(257)]) {
      const refused = await reset(token, password)
      assert.equal(refused.kind, 'invalid', password)
    }
    assert.equal(await opens(OLD), true)
    assert.equal((await reset(token)).kind, 'reset')
  })

  test('worthless once anything that guards the account has changed since', async () => {
    const { ask, reset, looks, change, account, opens, kinds, backend } = await mailed(open)
    const { email, credentialEpoch } = await account()
    for (const since of [
      { credential_epoch: credentialEpoch + 1 },
      { email: 'somebody.else@example.org', email_key: 'somebody.else@example.org' },
      { state: 'suspended' as const },
      { deletes_at: 9e14 },
    ]) {
      const back = { credential_epoch: credentialEpoch, email, email_key: email.toLowerCase() }
      await change({ ...back, state: 'active', deletes_at: null })
      backend.clock += 3_600_000
      const token = await ask()
      await change(since)
      assert.equal(await looks(token), undefined, JSON.stringify(since))
      assert.deepEqual(await reset(token), OVER, JSON.stringify(since))
    }
    await change({ state: 'active', deletes_at: null })
    assert.equal(await opens(OLD), true)
    assert.deepEqual(kinds(), [])
  })

  test('V15.4.2 worthless, too, when that changes while the new password is hashed', async () => {
    const { backend, ask, change, account, opens, mails } = await mailed(open)
    const { email, credentialEpoch } = await account()
    const { hasher } = backend
    for (const since of [
      { credential_epoch: credentialEpoch + 1 },
      { email: 'somebody.else@example.org', email_key: 'somebody.else@example.org' },
      { state: 'suspended' as const },
      { deletes_at: 9e14 },
    ]) {
      const back = { credential_epoch: credentialEpoch, email, email_key: email.toLowerCase() }
      await change({ ...back, state: 'active', deletes_at: null })
      backend.clock += 3_600_000
      const token = await ask()
      const slow = {
        ...hasher,
        hash: async (password: string) => {
          await change(since)
          return hasher.hash(password)
        },
      }
      const reset = { token, password: NEW, by: OWNER }
      assert.deepEqual(await resetPassword({ ...backend, hasher: slow }, reset), OVER, JSON.stringify(since))
    }
    await change({ state: 'active', deletes_at: null })
    assert.equal(await opens(OLD), true)
    assert.ok((await mails()).every(({ subject }) => !/was changed/.test(subject)))
  })

  test('confirms an address that nobody had confirmed, and says so once', async () => {
    const { ask, reset, change, account, kinds, backend, mails } = await mailed(open)
    await change({ email_verified_at: null })
    await reset(await ask())
    assert.equal((await account()).emailVerifiedAt, backend.clock)
    assert.deepEqual(kinds(), ['email-verified', 'password-reset'])
    assert.ok((await mails()).some(({ subject }) => /was changed/.test(subject)))
  })

  test('a token of nobody, of another purpose, or of no shape leads nowhere', async () => {
    const { ask, reset, db, opens } = await mailed(open)
    const token = await ask()
    for (const other of [newToken(), '', 'x', '\0', token.toLowerCase(), `${token}x`, 'x'.repeat(5000)]) {
      assert.deepEqual(await reset(other), OVER)
    }
    await db.updateTable('tokens').set({ purpose: 'verify' }).execute()
    assert.deepEqual(await reset(token), OVER)
    assert.equal(await opens(OLD), true)
  })

  test('an account without a password gets one', async () => {
    const { ask, reset, change, opens } = await mailed(open)
    await change({ password_hash: null })
    assert.equal((await reset(await ask())).kind, 'reset')
    assert.equal(await opens(NEW), true)
  })
})
