// Finding accounts, on both databases: by how name or address begins, with no sign that means more than itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchAccounts } from '../../../src/accounts/admin/find.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addUser } from '../activity/accounts.ts'
import { testBackend } from '../backend.ts'

const names = async (store: Store, query: string) =>
  (await searchAccounts(store, { query })).accounts.map(({ username }) => username)

async function withPeople(store: Store): Promise<Store> {
  const backend = testBackend(store)
  const password = 'kleine blaue Tasse'
  for (const [username, email] of [
    ['Maren', 'm.k@post.example'],
    ['marek', 'marek_1@post.example'],
    ['lars', 'Maren.Olsen@mail.example'],
    ['Straße', 'jürgen@bücher.example'],
    ['zoe', '100%zoe@mail.example'],
  ] as const) {
    assert.equal((await addAccount(backend, { username, email, password })).kind, 'created', username)
  }
  return store
}

eachDatabase('finding accounts', (open) => {
  test('by the beginning of a name or an address, in any case, by name', async () => {
    const store = await withPeople(await open())
    assert.deepEqual(await names(store, ''), ['lars', 'marek', 'Maren', 'Straße', 'zoe'])
    assert.deepEqual(await names(store, 'mare'), ['lars', 'marek', 'Maren'])
    assert.deepEqual(await names(store, '  MAREN '), ['lars', 'Maren'])
    assert.deepEqual(await names(store, 'maren.olsen@MAIL'), ['lars'])
    assert.deepEqual(await names(store, 'm.k@post.example'), ['Maren'])
    assert.deepEqual(await names(store, 'STRASSE'), ['Straße'])
    assert.deepEqual(await names(store, 'ｍａｒｅｎ'), ['Maren'])
    assert.deepEqual(await names(store, 'Jürgen@BÜCHER.example'), ['Straße'])
    assert.deepEqual(await names(store, 'arek'), [])
    assert.deepEqual(await names(store, 'post.example'), [])
  })

  test('V1.2.4 no sign has a meaning of its own', async () => {
    const store = await withPeople(await open())
    assert.deepEqual(await names(store, '100%'), ['zoe'])
    assert.deepEqual(await names(store, 'marek_'), ['marek'])
    for (const query of [
      '%',
      '_',
      'mare_',
      'm%n',
      '*',
      '?',
      'mare\\',
      '\\%',
      '[m]',
      "' or 1=1 --",
      '"',
      ';',
    ]) {
      assert.deepEqual(await names(store, query), [], query)
    }
    for (const query of [
      'mare\0',
      '\0',
      '\ud800',
      'a'.repeat(321),
      '\u{10ffff}',
      '@',
      '@@',
      '.',
      'ﷺ'.repeat(400),
    ])
      assert.deepEqual(await names(store, query), [], JSON.stringify(query.slice(0, 9)))
    assert.equal((await store.db.selectFrom('users').select('id').execute()).length, 5)
  })

  test('50 at a time, each once, until there are no more', async () => {
    const store = await open()
    for (let n = 0; n < 101; n++) await addUser(store, `person${String(n).padStart(3, '0')}`)
    await addUser(store, 'other')
    for (const [query, count] of [
      ['person', 101],
      ['', 102],
      ['person1', 1],
    ] as const) {
      const sizes: number[] = []
      const seen: string[] = []
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page = await searchAccounts(store, { query, after })
        sizes.push(page.accounts.length)
        seen.push(...page.accounts.map(({ id }) => id))
        after = page.after
      }
      assert.equal(new Set(seen).size, count, query)
      assert.equal(seen.length, count)
      assert.ok(sizes.every((size) => size <= 50))
    }
    const exactly = await searchAccounts(store, { query: 'person05' })
    assert.deepEqual([exactly.accounts.length, exactly.after], [10, undefined])
    assert.deepEqual((await searchAccounts(store, { query: '', after: 'zzz' })).accounts, [])
  })
})
