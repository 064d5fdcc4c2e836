// What every store promises, on either database: values verbatim, transactions whole, nobody waiting for ever.
import assert from 'node:assert/strict'
import { AsyncResource } from 'node:async_hooks'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import { StoreBusy } from '../../src/store/busy.ts'
import { openStore } from '../../src/store/open.ts'
import { placeholder } from '../../src/store/prepared.ts'
import type { Store } from '../../src/store/store.ts'
import { eachDatabase } from './databases.ts'

const counter = (id: string, state = '1') => ({ id, state, expires_at: 1 })

const INJECTIONS = [
  `'; drop table users; --`,
  `' or '1'='1`,
  `" or ""="`,
  `admin'--`,
  `\\'; delete from counters; --`,
  `1); delete from counters where (1=1`,
  `' union select password_hash from users --`,
  `'||(select version())||'`,
  `$1 $2 ? ?1 :name @name`,
  `%_\\%`,
  `a\r\nb\tc`,
  `\u0001\u007f\u0085`,
  `é e\u0301 \u202e \u200d 👩‍👩‍👧 \u{10ffff}`,
  ` leading and trailing `,
  '',
]

const ids = (store: Store) => store.db.selectFrom('counters').select('id').orderBy('id').execute()

eachDatabase('a store', (open) => {
  test('V1.2.4 strings made for SQL injection are stored, found and given back verbatim', async () => {
    const store = await open()
    const read = store.prepared((db) =>
      db.selectFrom('counters').selectAll().where('state', '=', placeholder<string>()),
    )
    for (const [n, text] of INJECTIONS.entries()) {
      await store.db
        .insertInto('counters')
        .values(counter(`c${n}`, text))
        .execute()
      const found = await store.db.selectFrom('counters').selectAll().where('state', '=', text).execute()
      assert.deepEqual(found, [counter(`c${n}`, text)])
      assert.deepEqual(await read([text]), found)
      await store.db.updateTable('counters').set({ expires_at: 2 }).where('state', '=', text).execute()
    }
    const all = await store.db.selectFrom('counters').selectAll().execute()
    assert.equal(all.length, INJECTIONS.length)
    assert.ok(all.every((row) => row.expires_at === 2))
  })

  test('NUL is refused, a lone surrogate becomes U+FFFD: the same on both', async () => {
    const { db } = await open()
    await assert.rejects(db.insertInto('counters').values(counter('a\0b')).execute())
    await db.insertInto('counters').values(counter('lone', 'a\ud800b')).execute()
    const row = await db.selectFrom('counters').select('state').executeTakeFirstOrThrow()
    assert.equal(row.state, 'a\ufffdb')
  })

  test('integers come as numbers, up to the largest safe one and no further', async () => {
    const { db } = await open()
    const biggest = { ...counter('c'), expires_at: Number.MAX_SAFE_INTEGER }
    await db.insertInto('counters').values(biggest).execute()
    assert.deepEqual(await db.selectFrom('counters').selectAll().execute(), [biggest])
    await sql`update counters set expires_at = expires_at + 1`.execute(db)
    await assert.rejects(db.selectFrom('counters').selectAll().execute(), RangeError)
    const { count } = await db
      .selectFrom('counters')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    assert.equal(count, 1)
  })

  test('changes tell how many rows they met', async () => {
    const { db } = await open()
    await db
      .insertInto('counters')
      .values([counter('a'), counter('b')])
      .execute()
    const update = await db.updateTable('counters').set({ state: '2' }).executeTakeFirst()
    assert.equal(update.numUpdatedRows, 2n)
    const none = await db.deleteFrom('counters').where('id', '=', 'z').executeTakeFirst()
    assert.equal(none.numDeletedRows, 0n)
  })

  test('a transaction that throws leaves nothing, one that returns leaves everything', async () => {
    const store = await open()
    const failed = store.transaction(async (tx) => {
      await tx.insertInto('counters').values(counter('a')).execute()
      throw new Error('changed my mind')
    })
    await assert.rejects(failed, /changed my mind/)
    assert.deepEqual(await ids(store), [])
    const result = await store.transaction(async (tx) => {
      await tx.insertInto('counters').values(counter('a')).execute()
      await tx.insertInto('counters').values(counter('b')).execute()
      return 'kept'
    })
    assert.equal(result, 'kept')
    assert.deepEqual(await ids(store), [{ id: 'a' }, { id: 'b' }])
  })

  test('50 transactions at once, on three connections or pools, that read, then write, lose none', async () => {
    const store = await open()
    const stores = [store, await open.also(store), await open.also(store)]
    await store.db.insertInto('counters').values(counter('sum', '0')).execute()
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        stores[n % stores.length]!.transaction(async (tx) => {
          const read = tx.selectFrom('counters').select('state')
          const row = await (store.kind === 'postgres' ? read.forUpdate() : read).executeTakeFirstOrThrow()
          await tx
            .updateTable('counters')
            .set({ state: String(Number(row.state) + 1) })
            .execute()
        }),
      ),
    )
    assert.deepEqual(await store.db.selectFrom('counters').select('state').execute(), [{ state: '50' }])
  })

  test('a prepared read neither waits for an open transaction nor sees it', async () => {
    const store = await open()
    const read = store.prepared((db) => db.selectFrom('counters').select('id'))
    const { entered, leave, done } = openTransaction(store)
    await entered
    assert.deepEqual(await read([]), [])
    leave()
    await done
    assert.deepEqual(await read([]), [{ id: 'inside' }])
  })

  test('a prepared read keeps its constants, fills its placeholders in order, and counts them', async () => {
    const store = await open()
    await store.db
      .insertInto('counters')
      .values([counter('a', 'x'), counter('b', 'x'), counter('c', 'y')])
      .execute()
    const read = store.prepared((db) =>
      db
        .selectFrom('counters')
        .select('id')
        .where('expires_at', '=', 1)
        .where('state', '=', placeholder<string>())
        .where('id', '>', placeholder<string>())
        .limit(1),
    )
    assert.deepEqual(await read(['x', '0']), [{ id: 'a' }])
    assert.deepEqual(await read(['x', 'a']), [{ id: 'b' }])
    assert.deepEqual(await read(['y', 'a']), [{ id: 'c' }])
    await assert.rejects(async () => read(['x']), /2 placeholder\(s\) was given 1 value/)
  })

  test('a prepared write is refused when it is built', async () => {
    const store = await open()
    assert.throws(() => store.prepared((db) => db.deleteFrom('counters')), /for reading/)
  })

  test('using the store inside its own transaction is an error at once, not a wait without end', async () => {
    const store = await open()
    const read = store.prepared((db) => db.selectFrom('counters').select('id'))
    const mistakes: (() => Promise<unknown>)[] = [
      () => ids(store),
      () => store.transaction(async () => undefined),
      async () => read([]),
    ]
    for (const mistake of mistakes) {
      await assert.rejects(
        store.transaction(() => mistake()),
        /inside one of its own transactions/,
      )
    }
    const later = await store.transaction(async () => AsyncResource.bind(() => ids(store)))
    assert.deepEqual(await later(), [])
  })

  test('who waits longer than the limit for a transaction is told so, and later calls go on', async () => {
    const owner = await open()
    const store = await openStore(open.setting(owner), { data: '', lockWait: 100 })
    const { entered, leave, done } = openTransaction(owner)
    await entered
    const write = () => store.db.insertInto('counters').values(counter('inside')).execute()
    await assert.rejects(write, StoreBusy)
    leave()
    await done
    await store.db.updateTable('counters').set({ state: '9' }).execute()
    await store.close()
  })

  test('errors tell no values, since they end in logs', async () => {
    const { db } = await open()
    const user = { id: 'u', username: 'alice', username_key: 'alice', username_skeleton: 'alice' }
    const rest = { email: 'a@secret.example', email_key: 'a@secret.example', created_at: 1, updated_at: 1 }
    await db
      .insertInto('users')
      .values({ ...user, ...rest })
      .execute()
    const wrong = [
      { ...user, ...rest, id: 'v' },
      { ...user, ...rest, id: 'v', credential_epoch: -1, password_hash: 'hash-secret' },
    ]
    for (const row of wrong) {
      const error = await db
        .insertInto('users')
        .values(row)
        .execute()
        .then(
          () => assert.fail('accepted'),
          (reason: unknown) => reason,
        )
      assert.doesNotMatch(inspect(error, { depth: 5, showHidden: true }), /secret/)
    }
  })

  test('closing waits for a transaction, twice is once, and nothing works afterwards', async () => {
    const store = await open()
    const read = store.prepared((db) => db.selectFrom('counters').select('id'))
    const { entered, leave, done } = openTransaction(store)
    await entered
    const closed = store.close()
    leave()
    await done
    await closed
    await store.close()
    await assert.rejects(ids(store), /The store is closed/)
    await assert.rejects(
      store.transaction(async () => undefined),
      /The store is closed/,
    )
    await assert.rejects(async () => read([]), /The store is closed/)
  })
})

/** A transaction that has written one row and stays open until `leave` is called. */
function openTransaction(store: Store) {
  const entered = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const done = store.transaction(async (tx) => {
    await tx.insertInto('counters').values(counter('inside')).execute()
    entered.resolve()
    await left.promise
  })
  return { entered: entered.promise, leave: left.resolve, done }
}
