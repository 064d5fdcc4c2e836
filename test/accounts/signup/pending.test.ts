// Registering where confirming is required: no account before the link is used, and nothing that tells of the address.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount } from '../../../src/accounts/account.ts'
import { verifyActivity } from '../../../src/accounts/activity/verify.ts'
import { confirmSignup, peekSignupLink } from '../../../src/accounts/signup/confirm-signup.ts'
import { addAccount, signUp } from '../../../src/accounts/signup/signup.ts'
import { createHasher } from '../../../src/crypto/password.ts'
import { assertSameCost, OWNER, testBackend } from '../backend.ts'
import { eachDatabase, fifty, HOUR, mailsIn, PASSWORD, tokensTo } from '../email/scene.ts'

const DAY = 24 * HOUR
const CONFIRM = '/register/confirm'
const REQUIRED = { email: { verification: 'required' } } as const

eachDatabase('registering where confirming is required', (open) => {
  async function setUp() {
    const backend = testBackend(await open(), { options: REQUIRED })
    const { store } = backend
    const { db } = store
    const register = async (username: string, email = `${username}@x.test`) => {
      const answer = await signUp(backend, { username, email, password: PASSWORD, by: OWNER })
      await backend.settled()
      return answer
    }
    const confirm = (token: string, username = '') => confirmSignup(backend, { token, username, by: OWNER })
    const linkTo = async (address: string) => (await tokensTo(store, address, CONFIRM)).at(-1)!
    const accounts = async () =>
      (await db.selectFrom('users').select('username').orderBy('username').execute()).map(
        (row) => row.username,
      )
    return { backend, store, db, register, confirm, linkTo, accounts }
  }

  test('the account is made by the link, once, with its address confirmed and its password', async () => {
    const { backend, db, register, confirm, linkTo, accounts } = await setUp()
    assert.deepEqual(await register('Zoe', 'Zoe@x.test'), { kind: 'mailed' })
    assert.deepEqual(await accounts(), [])
    const token = await linkTo('Zoe@x.test')
    const [row] = await db.selectFrom('tokens').selectAll().execute()
    assert.ok(!JSON.stringify(row).includes(token) && !row!.payload.includes(PASSWORD))
    assert.equal(row!.user_id, null)
    for (let look = 0; look < 3; look++) assert.equal((await peekSignupLink(backend, token))?.username, 'Zoe')
    assert.deepEqual(await confirm(token), { kind: 'created' })
    const account = (await findAccount(db, 'zoe'))!
    assert.deepEqual([account.email, account.emailVerifiedAt], ['Zoe@x.test', backend.clock])
    assert.equal(await backend.hasher.verify(account.passwordHash, PASSWORD), true)
    assert.deepEqual(
      backend.events.map(({ seq, kind, address }) => [seq, kind, address]),
      [
        [1, 'account-created', '192.0.2.1'],
        [2, 'email-verified', '192.0.2.1'],
      ],
    )
    assert.equal((await verifyActivity(backend.store, backend.keys)).faultsInAll, 0)
    assert.deepEqual(await confirm(token), { kind: 'link-invalid' })
    assert.deepEqual(await db.selectFrom('tokens').selectAll().execute(), [])
  })

  test('V6.3.8 a known address: the same answer, no account, no link, and its owner is told', async () => {
    const { backend, db, store, register } = await setUp()
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    await db.updateTable('users').set({ email_verified_at: 1 }).execute()
    assert.deepEqual(await register('mallory', 'KNOWN@x.test'), await register('other', 'new@x.test'))
    const letter = (await mailsIn(store)).find(({ recipient }) => recipient === 'known@x.test')!
    assert.match(letter.text, /Hello owner,[\s\S]*already have an account/)
    assert.ok(!`${letter.text}${letter.html}`.includes('mallory'))
    assert.deepEqual(await tokensTo(store, 'known@x.test', CONFIRM), [])
    // The name it was tried with is as free, or as taken, as the other one.
    assert.deepEqual(await register('mallory', 'third@x.test'), { kind: 'mailed' })
    assert.deepEqual(await register('other', 'fourth@x.test'), { kind: 'mailed' })
  })

  test('V6.3.8 what depends on the address waits until after the answer', async () => {
    const { backend, db, store } = await setUp()
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    const waiting: unknown[] = []
    const slow = { ...backend, later: (work: unknown) => void waiting.push(work) }
    for (const email of ['known@x.test', 'new@x.test']) {
      const fields = { username: 'zoe', email, password: PASSWORD, by: OWNER }
      assert.deepEqual(await signUp(slow, fields), { kind: 'mailed' })
    }
    assert.equal(waiting.length, 2)
    assert.deepEqual(await mailsIn(store), [])
    for (const table of ['tokens', 'counters'] as const)
      assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [])
  })

  test('an owner who has not confirmed the address gets a link for that', async () => {
    const { backend, store, register, accounts } = await setUp()
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    await register('mallory', 'known@x.test')
    assert.equal((await tokensTo(store, 'known@x.test', '/email/verify')).length, 1)
    assert.deepEqual(await accounts(), ['owner'])
  })

  test('a taken name is told at once, whatever the address, and no mail goes out', async () => {
    const { backend, store, register } = await setUp()
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    const answers = [await register('OWNER', 'new@x.test'), await register('owner', 'known@x.test')]
    for (const answer of answers) {
      assert.ok(answer.kind === 'invalid')
      assert.deepEqual(Object.keys(answer.problems), ['username'])
    }
    assert.deepEqual(answers[0], answers[1])
    assert.equal((await mailsIn(store)).filter(({ recipient }) => recipient === 'known@x.test').length, 0)
  })

  test('24 hours: to the last millisecond, and not from the next on', async () => {
    const { backend, register, confirm, linkTo, accounts } = await setUp()
    await register('zoe')
    const token = await linkTo('zoe@x.test')
    backend.clock += DAY
    assert.equal(await peekSignupLink(backend, token), undefined)
    assert.deepEqual(await confirm(token), { kind: 'link-invalid' })
    assert.deepEqual(await confirm(token, 'zoe-two'), { kind: 'link-invalid' })
    assert.deepEqual(await accounts(), [])
    backend.clock -= 1
    assert.deepEqual(await confirm(token), { kind: 'created' })
  })

  test('a name taken meanwhile: another one is asked for, and the link still works', async () => {
    const { backend, db, register, confirm, linkTo, accounts } = await setUp()
    await register('zoe', 'one@x.test')
    await register('ZOE', 'two@x.test')
    assert.deepEqual(await confirm(await linkTo('one@x.test')), { kind: 'created' })
    const token = await linkTo('two@x.test')
    assert.deepEqual(await confirm(token), { kind: 'username-taken', username: 'ZOE' })
    assert.deepEqual(await confirm(token, 'zoe'), { kind: 'username-taken', username: 'zoe' })
    for (const username of ['admin', 'a b', '\0', 'x'.repeat(1e5)])
      assert.equal((await confirm(token, username)).kind, 'username-invalid', username.slice(0, 9))
    assert.equal(backend.events.length, 2)
    assert.deepEqual(await confirm(token, 'Zoe-Two'), { kind: 'created' })
    assert.deepEqual(await accounts(), ['Zoe-Two', 'zoe'])
    assert.equal((await findAccount(db, 'two@x.test'))?.username, 'Zoe-Two')
    assert.deepEqual(await confirm(token), { kind: 'link-invalid' })
  })

  test('two links to one address: one makes the account, the other says that there is one', async () => {
    const { store, register, confirm, accounts, db } = await setUp()
    await register('zoe')
    await register('zoe')
    await register('other', 'zoe@x.test')
    const tokens = await tokensTo(store, 'zoe@x.test', CONFIRM)
    assert.equal(tokens.length, 3)
    const results = []
    for (const token of tokens) results.push((await confirm(token)).kind)
    assert.deepEqual(results, ['created', 'email-taken', 'email-taken'])
    assert.equal((await accounts()).length, 1)
    assert.deepEqual(await db.selectFrom('tokens').selectAll().execute(), [])
  })

  test('V2.4.1 an address gets three mails an hour, with or without an account, whoever asks', async () => {
    const { backend, db, store, register } = await setUp()
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    await db.updateTable('users').set({ email_verified_at: 1 }).execute()
    for (let round = 0; round < 6; round++) {
      await register(`round${round}-x`, 'new@x.test')
      await register(`turn${round}-x`, 'known@x.test')
    }
    const to = async (address: string) =>
      (await mailsIn(store)).filter(({ recipient }) => recipient === address).length
    assert.deepEqual([await to('new@x.test'), await to('known@x.test')], [3, 3])
    backend.clock += HOUR - 1
    await register('later', 'new@x.test')
    assert.equal(await to('new@x.test'), 3)
    backend.clock += 1
    await register('later', 'new@x.test')
    assert.equal(await to('new@x.test'), 4)
    const counters = await db.selectFrom('counters').selectAll().execute()
    assert.ok(!JSON.stringify(counters).includes('new@x.test'))
  })

  test('V15.4.2 of 50 uses at once one makes the account', async () => {
    const { register, confirm, linkTo, accounts, backend } = await setUp()
    await register('zoe')
    const token = await linkTo('zoe@x.test')
    const results = await fifty(() => confirm(token))
    assert.equal(results.filter(({ kind }) => kind === 'created').length, 1)
    assert.ok(results.every(({ kind }) => kind === 'created' || kind === 'link-invalid'))
    assert.deepEqual(await accounts(), ['zoe'])
    assert.equal(backend.events.length, 2)
  })

  test('V15.4.2 of 50 links with one name one gets it, and the others keep their link', async () => {
    const { store, register, confirm, accounts } = await setUp()
    await fifty((at) => register('zoe', `zoe${at}@x.test`))
    const tokens = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => (await tokensTo(store, `zoe${at}@x.test`, CONFIRM))[0]!),
    )
    const results = await fifty((at) => confirm(tokens[at]!))
    assert.equal(results.filter(({ kind }) => kind === 'created').length, 1)
    assert.equal(results.filter(({ kind }) => kind === 'username-taken').length, 49)
    const other = results.findIndex(({ kind }) => kind === 'username-taken')
    assert.deepEqual(await confirm(tokens[other]!, 'zoe-two'), { kind: 'created' })
    assert.deepEqual(await accounts(), ['zoe', 'zoe-two'])
  })
})

eachDatabase('the cost of registering where confirming is required', (open) => {
  test('V6.3.8 known and unknown addresses take the same time', async () => {
    const store = await open()
    const { password } = testBackend(store).settings
    const hasher = createHasher({ parameters: password, concurrency: 2, queue: 10 })
    const backend = testBackend(store, { hasher, options: REQUIRED })
    await addAccount(backend, { username: 'owner', email: 'known@x.test', password: PASSWORD })
    await store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
    const register = (email: string, username: string) => {
      backend.clock += DAY
      return signUp(backend, { username, email, password: PASSWORD, by: OWNER })
    }
    await assertSameCost(
      (round) => register('known@x.test', `known-${round}-x`),
      (round) => register(`fresh${round}@x.test`, `fresh-${round}-x`),
    )
    await backend.settled()
  })
})
