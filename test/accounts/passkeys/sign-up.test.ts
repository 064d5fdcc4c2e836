// Signing up with a passkey and no password, on both databases: the account, and what a known address doesn't tell.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removePasskey } from '../../../src/accounts/passkeys/manage.ts'
import { beginSignUp, mayJoinByPasskey, signUpByPasskey } from '../../../src/accounts/passkeys/sign-up.ts'
import { loadSettings } from '../../../src/config/load.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { hashToken } from '../../../src/crypto/token.ts'
import { eachDatabase } from '../../store/databases.ts'
import { assertSameCost, MOST_CALLS, OWNER, type TestBackend } from '../backend.ts'
import { household, kinds, mails, ORIGIN, openSession, passkeysIn, signIn } from './people.ts'
import { type Created, SoftwareAuthenticator, type Wrong } from './software-authenticator.ts'

const VISITOR = 'a visitor'
const ALICE = { username: 'alice', email: 'alice@example.test' }

async function begin(backend: TestBackend, fields: { username: string; email: string }, visitor = VISITOR) {
  const begun = await beginSignUp(backend, { visitor, ...fields })
  return begun.kind === 'options' ? begun.options : begun.problems
}

async function make(backend: TestBackend, fields = ALICE, wrong: Wrong = {}): Promise<Created> {
  const options = await begin(backend, fields)
  return new SoftwareAuthenticator({ origin: ORIGIN }).create(options as never, wrong)
}

async function finish(
  backend: TestBackend,
  { response }: Pick<Created, 'response'>,
  visitor = VISITOR,
  settled = true,
) {
  const result = await signUpByPasskey(backend, { visitor, response, by: OWNER })
  if (settled) await backend.settled()
  return result.kind === 'refused' ? result.fault : result.kind === 'invalid' ? result.problems : result.kind
}

eachDatabase('signing up with a passkey', (open) => {
  test('makes an account without a password, whose sign-ins need two factors, and welcomes it', async () => {
    const backend = await household(await open())
    const made = await make(backend)
    assert.equal(await finish(backend, made), 'signed-up')
    const user = await backend.store.db
      .selectFrom('users')
      .selectAll()
      .where('username_key', '=', 'alice')
      .executeTakeFirstOrThrow()
    assert.deepEqual([user.password_hash, user.second_factor, user.email_verified_at], [null, 1, null])
    assert.equal(Buffer.from(made.passkey.userHandle, 'base64url').toString(), user.id)
    assert.match(user.id, /^[\w-]{22}$/)
    assert.deepEqual(kinds(backend), [`${user.id} account-created`])
    assert.equal(await signIn(backend, made.passkey), user.id)
    assert.deepEqual(
      (await mails(backend.store)).map(({ recipient }) => recipient),
      ['alice@example.test'],
    )
    await openSession(backend, 'hers', user.id)
    const hers = { userId: user.id, sessionId: 'hers', by: OWNER }
    assert.deepEqual(await removePasskey(backend, hers, made.passkey.id), { kind: 'last-way-in' })
  })

  test('V6.3.8 a known address is answered like a new one: nothing is made, and its owner is told', async () => {
    const backend = await household(await open())
    await backend.store.db
      .updateTable('users')
      .set({ email: 'u@example.test', email_key: 'u@example.test' })
      .where('id', '=', 'u')
      .execute()
    const [known, unknown] = [
      { username: 'carol', email: 'U@Example.TEST' },
      { username: 'daria', email: 'daria@example.test' },
    ]
    const options = await Promise.all([known, unknown].map((fields) => begin(backend, fields)))
    const shape = options.map((one) => {
      const { challenge, user, ...rest } = one as { challenge: string; user: { id: string; name: string } }
      return { challenge: challenge.length, id: user.id.length, ...rest }
    })
    assert.deepEqual(shape[0], shape[1])
    const made = await Promise.all([make(backend, known), make(backend, unknown)])
    assert.equal(await finish(backend, made[0]), 'signed-up')
    assert.equal(await finish(backend, made[1]), 'signed-up')
    assert.equal((await passkeysIn(backend.store)).length, 1)
    assert.equal(kinds(backend).length, 1)
    assert.deepEqual((await mails(backend.store)).map(({ recipient }) => recipient).sort(), [
      'daria@example.test',
      'u@example.test',
    ])
    // What a sign-in afterwards tells is said in the docs: only `email.verification: required` hides it.
    assert.equal(await signIn(backend, made[0].passkey), 'unknown-passkey')
  })

  test('V6.3.8 nor does a passkey that is known already tell whether the address is', async () => {
    const backend = await household(await open())
    const first = await make(backend)
    assert.equal(await finish(backend, first), 'signed-up')
    for (const email of ['alice@example.test', 'new@example.test']) {
      const options = (await begin(backend, { username: 'mallory', email })) as { challenge: string }
      const data = { type: 'webauthn.create', challenge: options.challenge, origin: ORIGIN }
      const clientDataJSON = Buffer.from(JSON.stringify(data)).toString('base64url')
      const response = { ...first.response, clientDataJSON }
      assert.equal(await finish(backend, { response }), 'not-verified')
    }
  })

  test('a taken or bad name and a bad address are told before anything is made, together', async () => {
    const backend = await household(await open())
    await finish(backend, await make(backend))
    assert.deepEqual(await begin(backend, { username: 'ALICE', email: 'b@example.test' }), {
      username: 'This username is taken, or looks too much like one that is.',
    })
    assert.deepEqual(Object.keys(await begin(backend, { username: '', email: 'nonsense' })), [
      'username',
      'email',
    ])
    assert.deepEqual(Object.keys(await begin(backend, { username: 'admin', email: 'b@example.test' })), [
      'username',
    ])
  })

  test('V15.4.2 of two that take one name, one gets it, whoever is thanked', async () => {
    const backend = await household(await open())
    const emails = ['a@example.test', 'b@example.test', 'c@example.test']
    const made = await Promise.all(emails.map((email) => make(backend, { username: 'alice', email })))
    await Promise.all(made.slice(0, 2).map((one) => finish(backend, one)))
    assert.equal((await passkeysIn(backend.store)).length, 1)
    assert.equal(kinds(backend).length, 1)
    assert.deepEqual(await finish(backend, made[2]!), {
      username: 'This username is taken, or looks too much like one that is.',
    })
  })

  test('V15.4.2 50 parallel posts of one answer make one account', async () => {
    const backend = await household(await open())
    const made = await make(backend)
    const results = await Promise.all(Array.from({ length: 50 }, () => finish(backend, made)))
    assert.equal(results.filter((result) => result === 'signed-up').length, 1)
    assert.equal(results.filter((result) => result === 'challenge').length, 49)
    assert.equal((await mails(backend.store)).length, 1)
  })

  test('what is wrong makes nothing: user not verified, other origin, other visitor, too late', async () => {
    const backend = await household(await open())
    assert.equal(await finish(backend, await make(backend, ALICE, { userVerified: false })), 'not-verified')
    assert.equal(await finish(backend, await make(backend, ALICE, { userPresent: false })), 'not-verified')
    assert.equal(await finish(backend, await make(backend, ALICE, { origin: 'https://evil.test' })), 'origin')
    assert.equal(await finish(backend, await make(backend), 'a thief'), 'challenge')
    const late = await make(backend)
    backend.clock += 300_000
    assert.equal(await finish(backend, late), 'challenge')
    assert.deepEqual([...(await passkeysIn(backend.store)), ...(await mails(backend.store))], [])
  })

  test('V6.3.8 known and unknown addresses cost the same', async () => {
    const backend = await household(await open())
    await backend.store.db
      .updateTable('users')
      .set({ email: 'u@example.test', email_key: 'u@example.test' })
      .where('id', '=', 'u')
      .execute()
    let n = 0
    const ready = async (email: (n: number) => string) => {
      const made: Created[] = []
      for (let round = 0; round < MOST_CALLS; round++) {
        n++
        made.push(await make(backend, { username: `person-${n}`, email: email(n) }, {}))
        await backend.store.db.updateTable('tokens').set({ slot: null }).execute()
      }
      return made
    }
    const [known, unknown] = [await ready(() => 'u@example.test'), await ready((at) => `p${at}@example.test`)]
    await backend.store.db
      .updateTable('tokens')
      .set({ slot: hashToken(VISITOR) })
      .execute()
    await assertSameCost(
      (round) => finish(backend, known[round]!, VISITOR, false),
      (round) => finish(backend, unknown[round]!, VISITOR, false),
    )
  })
})

test('where the settings say so, or an account is made when its address is confirmed, there is none', () => {
  const may = (options: SettingsInput) => mayJoinByPasskey(loadSettings({ options, env: {}, cwd: '/' }))
  assert.equal(may({}), true)
  assert.equal(may({ passkeys: { signUp: false } }), false)
  assert.equal(may({ email: { verification: 'required' } }), false)
  assert.equal(may({ email: { verification: 'some-actions' } }), true)
})
