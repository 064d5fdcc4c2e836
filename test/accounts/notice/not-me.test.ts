// "It was not me", on both databases: everybody out, the password void, a way back mailed; and what an old link does not do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueLink } from '../../../src/accounts/link-token.ts'
import { logIn } from '../../../src/accounts/login/login.ts'
import { noteSignIn } from '../../../src/accounts/login/sign-in.ts'
import { disownSignIn, judgeDisownLink } from '../../../src/accounts/notice/not-me.ts'
import { resetPassword } from '../../../src/accounts/password/reset.ts'
import { setPassword } from '../../../src/accounts/password/set-password.ts'
import { newToken } from '../../../src/crypto/token.ts'
import { OWNER } from '../backend.ts'
import { eachDatabase, NEW, OLD, scene, tokenFor, tokensFor } from '../password/scene.ts'

const WEEK = 7 * 86_400_000

async function signedInElsewhere(...parameters: Parameters<typeof scene>) {
  const set = await scene(...parameters)
  const { backend, store, id } = set
  await set.change({ last_sign_in_at: 1 })
  const signIn = async () => {
    const known = await tokensFor(store, '/not-me')
    await noteSignIn(backend, { userId: id, knownDevice: false, by: OWNER })
    return tokenFor(store, '/not-me', known)
  }
  const token = await signIn()
  backend.events.length = 0
  return {
    ...set,
    token,
    signIn,
    judge: (one = token) => judgeDisownLink(backend, one),
    disown: (one = token) => disownSignIn(backend, { token: one, by: OWNER }),
  }
}

eachDatabase('it was not me', (open) => {
  test('V7.4.1 all sessions end, the password opens nothing, and a link to a new one is mailed', async () => {
    const { id, backend, store, addSession, sessions, disown, account, kinds, mails } =
      await signedInElsewhere(open)
    for (const one of ['a', 'b']) await addSession(one)
    await addSession('c', 'bob')
    const { credentialEpoch } = await account()
    assert.deepEqual(await disown(), { kind: 'thrown-out', userId: id })
    assert.deepEqual(await sessions(), ['c'])
    const after = await account()
    assert.deepEqual([after.credentialEpoch, after.passwordHash], [credentialEpoch + 1, null])
    assert.deepEqual(kinds(), ['disowned-sign-in'])
    const thief = { identifier: 'alice', password: OLD, device: null, by: OWNER }
    assert.equal((await logIn(backend, thief)).kind, 'refused')

    const mail = (await mails()).find(({ subject }) => /Choose a new password/.test(subject))!
    assert.equal(mail.recipient, 'Alice@example.org')
    assert.match(mail.text, /the old password opens nothing any more/)
    const token = await tokenFor(store, '/password/reset')
    assert.equal((await resetPassword(backend, { token, password: NEW, by: OWNER })).kind, 'reset')
    assert.equal((await logIn(backend, { ...thief, password: NEW })).kind, 'signed-in')
  })

  test('looking uses nothing up; it works once', async () => {
    const { judge, disown, account } = await signedInElsewhere(open)
    for (let times = 0; times < 3; times++) assert.equal(await judge(), 'good')
    assert.equal((await disown()).kind, 'thrown-out')
    const { credentialEpoch } = await account()
    assert.equal(await judge(), 'link-invalid')
    assert.deepEqual(await disown(), { kind: 'link-invalid' })
    assert.equal((await account()).credentialEpoch, credentialEpoch)
  })

  test('V15.4.2 of 50 at once, one does it', async () => {
    const { disown, kinds, store } = await signedInElsewhere(open)
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => disown()))
    assert.equal(outcomes.filter(({ kind }) => kind === 'thrown-out').length, 1)
    assert.deepEqual(kinds(), ['disowned-sign-in'])
    assert.equal((await tokensFor(store, '/password/reset')).length, 1)
  })

  test('for 7 days, to the millisecond', async () => {
    const { backend, judge, disown } = await signedInElsewhere(open)
    backend.clock += WEEK
    assert.equal(await judge(), 'link-invalid')
    assert.deepEqual(await disown(), { kind: 'link-invalid' })
    backend.clock -= 1
    assert.equal(await judge(), 'good')
    assert.equal((await disown()).kind, 'thrown-out')
  })

  test('of several sign-ins each has its link; the first that is used does the work of all', async () => {
    const { token, signIn, judge, disown } = await signedInElsewhere(open)
    const second = await signIn()
    assert.deepEqual([await judge(token), await judge(second)], ['good', 'good'])
    assert.equal((await disown(second)).kind, 'thrown-out')
    assert.equal(await judge(token), 'changed-since')
    assert.deepEqual(await disown(token), { kind: 'changed-since' })
  })

  test('once the password has changed it is harmless, and says so', async () => {
    const { backend, judge, disown, account, addSession, sessions, opens, kinds } =
      await signedInElsewhere(open)
    await setPassword(backend, await account(), NEW, OWNER)
    await addSession('new')
    backend.events.length = 0
    assert.equal(await judge(), 'changed-since')
    assert.deepEqual(await disown(), { kind: 'changed-since' })
    assert.equal(await opens(NEW), true)
    assert.deepEqual(await sessions(), ['new'])
    assert.deepEqual(kinds(), [])
  })

  test('it mails nothing to an address that came later', async () => {
    const { judge, disown, change, store, opens } = await signedInElsewhere(open)
    await change({ email: 'thief@example.org', email_key: 'thief@example.org' })
    assert.equal(await judge(), 'changed-since')
    assert.deepEqual(await disown(), { kind: 'changed-since' })
    assert.deepEqual(await tokensFor(store, '/password/reset'), [])
    assert.equal(await opens(OLD), true)
  })

  test('neither the suspended nor the leaving are changed by it', async () => {
    for (const columns of [{ state: 'suspended' as const }, { deletes_at: 9e14 }]) {
      const { disown, judge, change, opens } = await signedInElsewhere(open)
      await change(columns)
      assert.equal(await judge(), 'changed-since')
      assert.deepEqual(await disown(), { kind: 'changed-since' })
      assert.equal(await opens(OLD), true)
    }
  })

  test('a pending change of the address is worthless afterwards, the undo of one is not', async () => {
    const { backend, disown, db, id, links } = await signedInElsewhere(open)
    for (const purpose of ['email-change', 'email-undo'] as const) {
      await issueLink(db, { purpose, userId: id, payload: {}, lifetime: 60, now: backend.clock })
    }
    await disown()
    assert.deepEqual(await links(), ['email-undo', 'reset'])
  })

  test('made-up tokens and those of other purposes do nothing', async () => {
    const { token, disown, judge, db, opens } = await signedInElsewhere(open)
    for (const other of [newToken(), '', '\0', `${token}x`]) {
      assert.deepEqual(await disown(other), { kind: 'link-invalid' })
    }
    await db.updateTable('tokens').set({ purpose: 'reset' }).execute()
    assert.equal(await judge(), 'link-invalid')
    assert.equal(await opens(OLD), true)
  })
})
