// A passkey after a password, and to confirm who one is: on both databases, with what must not happen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountById } from '../../../src/accounts/account.ts'
import { beginChallenge, CHALLENGE_LIFETIME } from '../../../src/accounts/login/challenge.ts'
import { beginConfirming, provePasskey } from '../../../src/accounts/passkeys/confirm.ts'
import { userHandleOf } from '../../../src/accounts/passkeys/relying-party.ts'
import { beginPasskeyStep, takePasskeyStep } from '../../../src/accounts/passkeys/second-step.ts'
import { eachDatabase } from '../../store/databases.ts'
import { faultsIn } from '../activity/accounts.ts'
import { OWNER, type TestBackend } from '../backend.ts'
import { household, kinds, makePasskey, ORIGIN } from './people.ts'
import { SoftwareAuthenticator, type SoftwarePasskey, type Wrong } from './software-authenticator.ts'

const VISITOR = 'a visitor'

/** A sign-in by password that is half done. */
async function half(backend: TestBackend, userId = 'u'): Promise<string> {
  const account = await accountById(backend.store.db, userId)
  const { store, now } = backend
  return beginChallenge(store.db, { account: account!, proven: ['password'], knownDevice: true }, now())
}

async function answer(backend: TestBackend, challenge: string, passkey: SoftwarePasskey, wrong: Wrong = {}) {
  const begun = await beginPasskeyStep(backend, { challenge, visitor: VISITOR })
  assert.equal(begun.kind, 'options')
  return passkey.get((begun as typeof begun & { kind: 'options' }).options, wrong)
}

type Response = Awaited<ReturnType<typeof answer>>

async function take(backend: TestBackend, challenge: string, response: Response, visitor = VISITOR) {
  const step = await takePasskeyStep(backend, { challenge, visitor, response, by: OWNER })
  return step.kind === 'refused' ? step.fault : step.kind
}

eachDatabase('a passkey as the second step', (open) => {
  test('V6.3.3 it proves what the password did not, and uses the sign-in up', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const challenge = await half(backend)
    const response = await answer(backend, challenge, passkey)
    const step = await takePasskeyStep(backend, { challenge, visitor: VISITOR, response, by: OWNER })
    assert.deepEqual(step.kind === 'proven' && [step.account.id, step.proven, step.knownDevice], [
      'u',
      ['password', 'passkey'],
      true,
    ])
    assert.equal(await take(backend, challenge, response), 'over')
    assert.deepEqual(await beginPasskeyStep(backend, { challenge, visitor: VISITOR }), { kind: 'over' })
  })

  test('some authenticators don’t say whose it is, since that is known already', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const challenge = await half(backend)
    const response = await answer(backend, challenge, passkey, { userHandle: undefined })
    assert.equal(await take(backend, challenge, response), 'proven')
  })

  test('V15.4.2 100 parallel posts of one right answer: exactly one is proven', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const challenge = await half(backend)
    const response = await answer(backend, challenge, passkey)
    const steps = await Promise.all(Array.from({ length: 100 }, () => take(backend, challenge, response)))
    assert.equal(steps.filter((step) => step === 'proven').length, 1)
  })

  test('V15.4.2 of five answers to one half-done sign-in, at once, one is proven', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const challenge = await half(backend)
    const responses: Response[] = []
    for (let n = 0; n < 5; n++) responses.push(await answer(backend, challenge, passkey))
    const steps = await Promise.all(responses.map((response) => take(backend, challenge, response)))
    assert.deepEqual(steps.toSorted(), ['over', 'over', 'over', 'over', 'proven'])
  })

  test('V8.2.2 no other account’s passkey, no other visitor, no other half-done sign-in', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const other = await makePasskey(backend, { userId: 'v' })
    const challenge = await half(backend)
    const anonymous = await answer(backend, challenge, other, { userHandle: undefined })
    assert.equal(await take(backend, challenge, anonymous), 'other-account')
    const misnamed = await answer(backend, challenge, passkey, { userHandle: userHandleOf('v') })
    assert.equal(await take(backend, challenge, misnamed), 'other-account')
    const elsewhere = await answer(backend, challenge, passkey)
    assert.equal(await take(backend, challenge, elsewhere, 'a thief'), 'challenge')
    const second = await half(backend)
    const forFirst = await answer(backend, challenge, passkey)
    assert.equal(await take(backend, second, forFirst), 'challenge')
    const verified = await answer(backend, challenge, passkey, { userVerified: false })
    assert.equal(await take(backend, challenge, verified), 'not-verified')
    assert.equal(kinds(backend).filter((kind) => kind === 'u passkey-refused').length, 5)
    assert.equal(await take(backend, challenge, await answer(backend, challenge, passkey)), 'proven')
  })

  test('after any change of credentials the half-done sign-in is over', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const challenge = await half(backend)
    const response = await answer(backend, challenge, passkey)
    await makePasskey(backend)
    assert.equal(await take(backend, challenge, response), 'over')
    const again = await half(backend)
    const late = await answer(backend, again, passkey)
    await backend.store.db.updateTable('users').set({ state: 'suspended' }).execute()
    assert.equal(await take(backend, again, late), 'over')
  })

  test('its time is the sign-in’s and the challenge’s, to the millisecond', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    for (const [later, result] of [
      [CHALLENGE_LIFETIME * 1000 - 1, 'proven'],
      [CHALLENGE_LIFETIME * 1000, 'over'],
    ] as const) {
      const challenge = await half(backend)
      const start = backend.clock
      backend.clock = start + CHALLENGE_LIFETIME * 1000 - 1000
      const response = await answer(backend, challenge, passkey)
      backend.clock = start + later
      assert.equal(await take(backend, challenge, response), result)
    }
    const challenge = await half(backend)
    const response = await answer(backend, challenge, passkey)
    backend.clock += 300_000
    assert.equal(await take(backend, challenge, response), 'challenge')
  })

  test('an account without one is not asked, and a counter that runs backwards is refused', async () => {
    const backend = await household(await open())
    const visitor = VISITOR
    assert.deepEqual(await beginPasskeyStep(backend, { challenge: await half(backend), visitor }), {
      kind: 'none',
    })
    const authenticator = new SoftwareAuthenticator({ origin: ORIGIN, counter: 9 })
    const passkey = await makePasskey(backend, { authenticator })
    const challenge = await half(backend)
    const copied = await answer(backend, challenge, passkey, { counter: 3 })
    assert.equal(await take(backend, challenge, copied), 'counter')
    assert.equal(await take(backend, challenge, await answer(backend, challenge, passkey)), 'proven')
    assert.equal(kinds(backend).filter((kind) => kind === 'u passkey-refused').length, 1)
    assert.deepEqual(await faultsIn(backend), [])
  })
})

eachDatabase('a passkey to confirm', (open) => {
  async function confirm(
    backend: TestBackend,
    passkey: SoftwarePasskey,
    { askedOf = 'u', userId = askedOf, visitor = VISITOR, wrong = {} }: Confirming = {},
  ): Promise<string> {
    const options = await beginConfirming(backend, { userId: askedOf, visitor: VISITOR })
    const response = passkey.get(options!, wrong)
    const proof = await provePasskey(backend, { userId, visitor, response, by: OWNER })
    return proof.kind === 'refused' ? proof.fault : proof.account.id
  }
  interface Confirming {
    askedOf?: string
    userId?: string
    visitor?: string
    wrong?: Wrong
  }

  test('V7.5.3 one of the account’s own does, and failures stand in the activity', async () => {
    const backend = await household(await open())
    const passkey = await makePasskey(backend)
    const other = await makePasskey(backend, { userId: 'v' })
    assert.equal(await confirm(backend, passkey), 'u')
    assert.equal(await confirm(backend, other, { wrong: { userHandle: undefined } }), 'other-account')
    assert.equal(await confirm(backend, other), 'other-account')
    assert.equal(await confirm(backend, passkey, { userId: 'v' }), 'challenge')
    assert.equal(await confirm(backend, passkey, { visitor: 'a thief' }), 'challenge')
    assert.equal(await confirm(backend, passkey, { wrong: { userVerified: false } }), 'not-verified')
    const refusals = kinds(backend).filter((kind) => kind.endsWith('passkey-refused'))
    assert.deepEqual(refusals.toSorted(), [
      ...Array.from({ length: 4 }, () => 'u passkey-refused'),
      'v passkey-refused',
    ])
    assert.equal(await beginConfirming(backend, { userId: 'nobody', visitor: VISITOR }), undefined)
  })
})
