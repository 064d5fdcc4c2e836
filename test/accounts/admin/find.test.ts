// Finding accounts, on both databases: by how name or address begins, with no sign that means more than itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
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
  test('by the beginning of a name, and then of an address, in any case', async () => {
    const store = await withPeople(await open())
    assert.deepEqual(await names(store, ''), ['lars', 'marek', 'Maren', 'Straße', 'zoe'])
    assert.deepEqual(await names(store, 'mare'), ['marek', 'Maren', 'lars'])
    assert.deepEqual(await names(store, '  MAREN '), ['Maren', 'lars'])
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
    // Found by both, by the name alone, and by the address alone.
    await store.db
      .updateTable('users')
      .set({ email_key: sql<string>`'x' || email_key || '@'` })
      .where('id', '>', 'person049')
      .execute()
    await store.db
      .updateTable('users')
      .set({ email_key: sql<string>`email_key || '@'` })
      .where('id', '<=', 'person049')
      .execute()
    for (let n = 0; n < 60; n++) {
      const id = `other${n}`
      await addUser(store, id)
      const email_key = `person${n}@x`
      await store.db.updateTable('users').set({ email_key }).where('id', '=', id).execute()
    }
    for (const [query, count] of [
      ['person', 161],
      ['', 161],
      ['person1', 12],
      ['person10', 2],
      ['person00', 10],
      ['xperson', 51],
      ['other', 60],
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

  test('a page that names fill leads on to the addresses, where there are any', async () => {
    const store = await open()
    for (let n = 0; n < 50; n++) await addUser(store, `n${n}`)
    assert.equal((await searchAccounts(store, { query: 'n' })).after, undefined)
    await addUser(store, 'z')
    await store.db.updateTable('users').set({ email_key: 'n@x' }).where('id', '=', 'z').execute()
    const first = await searchAccounts(store, { query: 'n' })
    assert.deepEqual([first.accounts.length, first.after], [50, '@'])
    const { accounts, after } = await searchAccounts(store, { query: 'n', after: '@' })
    assert.deepEqual([accounts.map(({ id }) => id), after], [['z'], undefined])
  })
})
