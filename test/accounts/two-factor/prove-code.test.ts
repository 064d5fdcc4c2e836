// Proving it again by a code of the app, by the rules alone, on both databases: once each, slowed down, for active accounts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount } from '../../../src/accounts/account.ts'
import { beginChallenge } from '../../../src/accounts/login/challenge.ts'
import { provePassword } from '../../../src/accounts/prove.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import { beginAuthenticator } from '../../../src/accounts/two-factor/authenticator.ts'
import { proveCode } from '../../../src/accounts/two-factor/prove-code.ts'
import { takeSecondStep } from '../../../src/accounts/two-factor/second-step.ts'
import { turnOnAuthenticator } from '../../../src/accounts/two-factor/two-factor.ts'
import type { Store } from '../../../src/store/store.ts'
import { PASSWORD } from '../../house.ts'
import { eachDatabase } from '../../store/databases.ts'
import { faultsIn } from '../activity/accounts.ts'
import { OWNER, testBackend } from '../backend.ts'
import { codeOf } from './factors.ts'

const STEP = 30_000

/** Alice, whose app was set up a step ago. */
async function withApp(store: Store) {
  const backend = testBackend(store)
  await addAccount(backend, { username: 'alice', email: 'alice@example.org', password: PASSWORD })
  const { id } = (await findAccount(store.db, 'alice'))!
  const { base32 } = await beginAuthenticator(backend, { id, username: 'alice' })
  const codeNow = () => codeOf(base32, backend.clock)
  assert.equal((await turnOnAuthenticator(backend, { userId: id, code: codeNow(), by: OWNER })).kind, 'on')
  backend.clock += STEP
  const prove = (code: string, userId = id) => proveCode(backend, { userId, code, by: OWNER })
  const signIn = async (code: string) => {
    const account = (await findAccount(store.db, 'alice'))!
    const half = { account, proven: ['password' as const], knownDevice: false }
    const challenge = await beginChallenge(store.db, half, backend.clock)
    return (await takeSecondStep(backend, { challenge, code, by: OWNER })).kind
  }
  return { backend, id, codeNow, prove, signIn, kinds: () => backend.events.map(({ kind }) => kind) }
}

eachDatabase('a code to confirm', (open) => {
  test('V6.5.1 it counts once, here and at sign-in together', async () => {
    const { backend, id, codeNow, prove, signIn } = await withApp(await open())
    const proof = await prove(codeNow())
    assert.equal(proof.kind === 'proven' && proof.account.id, id)
    assert.deepEqual(await prove(codeNow()), { kind: 'refused' })
    assert.equal(await signIn(codeNow()), 'wrong')
    backend.clock += STEP
    assert.equal(await signIn(codeNow()), 'proven')
    assert.deepEqual(await prove(codeNow()), { kind: 'refused' })
    backend.clock += STEP
    assert.equal((await prove(codeNow())).kind, 'proven')
  })

  test('V15.4.2 of 50 at once that bring one code, one proves anything', async () => {
    const { backend, codeNow, prove } = await withApp(await open())
    const kinds = await Promise.all(Array.from({ length: 50 }, async () => (await prove(codeNow())).kind))
    assert.equal(kinds.filter((kind) => kind === 'proven').length, 1)
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('V6.3.1 wrong codes wait together with those at sign-in, either way round', async () => {
    const { backend, codeNow, prove, signIn } = await withApp(await open())
    const { free } = backend.settings.throttle
    for (let guess = 0; guess < free - 1; guess++) assert.equal((await prove('000000')).kind, 'refused')
    assert.equal(await signIn('000000'), 'wrong')
    assert.equal(await signIn(codeNow()), 'throttled')
    const late = await prove(codeNow())
    assert.ok(late.kind === 'throttled' && late.retryAfter >= 1)
    // What was throttled was not looked at, and the code is still good.
    backend.clock += late.retryAfter * 1000
    assert.equal((await prove(codeNow())).kind, 'proven')
    // A right one forgets the wrong ones before it.
    for (let guess = 0; guess < free; guess++) assert.equal(await signIn('000000'), 'wrong')
    assert.equal((await prove('000000')).kind, 'throttled')
  })

  test('guesses at codes leave the password alone, and the other way round', async () => {
    const { backend, id, codeNow, prove } = await withApp(await open())
    const { free } = backend.settings.throttle
    const byPassword = (password: string) => provePassword(backend, { userId: id, password, by: OWNER })
    for (let guess = 0; guess < free; guess++) await prove('000000')
    assert.equal((await prove(codeNow())).kind, 'throttled')
    assert.equal((await byPassword(PASSWORD)).kind, 'proven')
    backend.clock += STEP
    for (let guess = 0; guess < free; guess++) await byPassword('not the password')
    assert.equal((await byPassword(PASSWORD)).kind, 'throttled')
    assert.equal((await prove(codeNow())).kind, 'proven')
  })

  test('a suspended account proves nothing, and failures stand in the activity', async () => {
    const { backend, id, codeNow, prove, kinds } = await withApp(await open())
    const { db } = backend.store
    await db.updateTable('users').set({ state: 'suspended' }).where('id', '=', id).execute()
    assert.deepEqual(await prove(codeNow()), { kind: 'refused' })
    await db.updateTable('users').set({ state: 'active' }).where('id', '=', id).execute()
    assert.deepEqual(await prove('12345'), { kind: 'refused' })
    assert.deepEqual(kinds().slice(-2), ['confirm-failed', 'confirm-failed'])
    assert.deepEqual(await faultsIn(backend), [])
  })

  test('without an app, for nobody, and with somebody else’s code nothing is proven', async () => {
    const { backend, codeNow, prove } = await withApp(await open())
    await addAccount(backend, { username: 'bob', email: 'bob@example.org', password: PASSWORD })
    const bob = (await findAccount(backend.store.db, 'bob'))!
    assert.deepEqual(await prove(codeNow(), bob.id), { kind: 'refused' })
    await beginAuthenticator(backend, bob)
    assert.deepEqual(await prove(codeNow(), bob.id), { kind: 'refused' })
    assert.deepEqual(await prove(codeNow(), 'nobody'), { kind: 'refused' })
    assert.equal((await prove(codeNow())).kind, 'proven')
  })
})
