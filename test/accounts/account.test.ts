// Accounts as rows: found by either name, created once, suspended, listed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createAccount,
  findAccount,
  listAccounts,
  lookUpBy,
  setSuspended,
} from '../../src/accounts/account.ts'
import { addAccount } from '../../src/accounts/signup/signup.ts'
import { eachDatabase } from '../store/databases.ts'
import { testBackend } from './backend.ts'

const alice = { username: 'Alice', email: 'Alice.W@Example.org', password: 'kleine rote Tasse' }

eachDatabase('accounts', (open) => {
  test('are found by name or address in any case, width and composition', async () => {
    const backend = testBackend(await open())
    const made = await addAccount(backend, { ...alice, username: 'Caf\u00e9' })
    assert.equal(made.kind, 'created')
    for (const identifier of [
      'café',
      'CAFE\u0301',
      'ｃａｆｅ\u0301',
      'alice.w@example.org',
      'ALICE.W@EXAMPLE.ORG',
    ]) {
      const account = await findAccount(backend.store.db, identifier)
      assert.equal(account?.username, 'Café', identifier)
      assert.equal(account?.email, 'Alice.W@example.org')
      assert.equal(account?.state, 'active')
      assert.equal(account?.createdAt, backend.clock)
    }
  })

  test('nobody is found by what can be no name or address', async () => {
    const { store } = testBackend(await open())
    const odd = [
      '',
      '\0',
      'a\0b',
      'a\ud800',
      '@',
      'a@b',
      "' or 1=1 --",
      '%',
      '_',
      '.*',
      '(a+)+$',
      '@@'.repeat(5e5),
      'x'.repeat(1e6),
    ]
    for (const identifier of odd) assert.equal(await findAccount(store.db, identifier), undefined)
  })

  test('defect 17: an id is random and never comes again, also after a deletion', async () => {
    const backend = testBackend(await open())
    const ids = new Set<string>()
    for (let round = 0; round < 20; round++) {
      const made = await addAccount(backend, alice)
      assert.ok(made.kind === 'created')
      assert.match(made.id, /^[\w-]{22}$/)
      ids.add(made.id)
      await backend.store.db.deleteFrom('users').where('id', '=', made.id).execute()
    }
    assert.equal(ids.size, 20)
  })

  test('V15.4.2 the constraints decide: whoever is second learns what is in the way', async () => {
    const { store } = testBackend(await open())
    const account = (name: string, skeleton: string, address: string) => ({
      username: { display: name, key: name, skeleton },
      email: { address, key: address },
      passwordHash: 'x',
      emailVerifiedAt: null,
    })
    const create = (...names: [string, string, string]) =>
      store.transaction((tx) => createAccount(tx, account(...names), 0))
    const first = await create('paypal', 'paypal', 'a@x.test')
    assert.equal(first.kind, 'created')
    assert.equal((await create('paypal', 'other', 'b@x.test')).kind, 'username-taken')
    assert.equal((await create('paypai', 'paypal', 'b@x.test')).kind, 'username-taken')
    assert.equal((await create('paypal', 'paypal', 'a@x.test')).kind, 'username-taken')
    assert.deepEqual(await create('somebody', 'somebody', 'a@x.test'), {
      kind: 'email-taken',
      owner: {
        id: first.kind === 'created' && first.id,
        username: 'paypal',
        email: 'a@x.test',
        emailVerifiedAt: null,
      },
    })
    assert.equal((await create('somebody', 'somebody', 'b@x.test')).kind, 'created')
    assert.equal((await listAccounts(store.db)).length, 2)
  })

  test('suspending and readmitting raise the epoch, so that no session outlives it', async () => {
    const backend = testBackend(await open())
    const { db } = backend.store
    const made = await addAccount(backend, alice)
    assert.ok(made.kind === 'created')
    backend.clock += 1000
    assert.equal(await setSuspended(db, made.id, true, backend.clock), true)
    const suspended = await findAccount(db, 'alice')
    assert.deepEqual([suspended?.state, suspended?.credentialEpoch], ['suspended', 1])
    await setSuspended(db, made.id, false, backend.clock)
    const back = await findAccount(db, 'alice')
    assert.deepEqual([back?.state, back?.credentialEpoch], ['active', 2])
    assert.equal(await setSuspended(db, 'unknown', true, backend.clock), false)
  })

  test('listing goes by name, page by page, without hashes', async () => {
    const backend = testBackend(await open())
    for (const name of ['carol', 'Bob', 'alice', 'Dave']) {
      await addAccount(backend, { ...alice, username: name, email: `${name}@x.test` })
    }
    const first = await listAccounts(backend.store.db, { limit: 3 })
    assert.deepEqual(
      first.map(({ username }) => username),
      ['alice', 'Bob', 'carol'],
    )
    const rest = await listAccounts(backend.store.db, { after: first.at(-1)!.usernameKey })
    assert.deepEqual(
      rest.map(({ username }) => username),
      ['Dave'],
    )
    assert.ok(!JSON.stringify([...first, ...rest]).includes('argon2'))
  })

  test('V6.3.2 a fresh database has no accounts', async () => {
    assert.deepEqual(await listAccounts((await open()).db), [])
  })
})

test('a name is never taken for an address, nor the other way round', () => {
  assert.deepEqual(lookUpBy('Alice'), ['username_key', 'alice'])
  assert.deepEqual(lookUpBy('A@X.test'), ['email_key', 'a@x.test'])
  assert.deepEqual(lookUpBy('a@b@c'), ['email_key', ''])
  assert.deepEqual(lookUpBy('a\uff20x.test'), ['username_key', 'a@x.test'])
})
