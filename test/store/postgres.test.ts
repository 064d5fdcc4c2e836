// What is Postgres' own: named statements, the pool's limits, connections that break, clear words at the start.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { StoreBusy } from '../../src/store/busy.ts'
import { migrationStatus } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { onPostgres } from './databases.ts'

const OPEN = new URL('../../src/store/open.ts', import.meta.url).href
const counter = (id: string) => ({ id, state: '1', expires_at: 1 })
const count = ({ db }: Store) => db.selectFrom('counters').select('id').execute()

onPostgres('a store', (open) => {
  test('a prepared read is a named statement of the connection', async () => {
    const store = await open()
    const read = store.prepared<{ name: string; statement: string }>((db) =>
      (db as unknown as Kysely<{ pg_prepared_statements: { name: string; statement: string } }>)
        .selectFrom('pg_prepared_statements')
        .select(['name', 'statement']),
    )
    await read([])
    const [statement] = await read([])
    assert.match(statement!.name, /^portcullis_[0-9a-f]{32}$/)
    assert.match(statement!.statement, /^select "name", "statement" from/)
  })

  test("integers are read as numbers here, and a host's own use of pg stays as it was", async () => {
    const store = await open()
    const { rows } = await sql<{ n: number }>`select 5::bigint as n`.execute(store.db)
    assert.deepEqual(rows, [{ n: 5 }])
    assert.equal(pg.types.getTypeParser(20)('5'), '5')
  })

  test('V13.2.6 the connections have the documented limits and name', async () => {
    const store = await open()
    const names = [
      'application_name',
      'statement_timeout',
      'lock_timeout',
      'idle_in_transaction_session_timeout',
    ]
    const found = await Promise.all(
      names.map(async (name) => {
        const { rows } = await sql<{ v: string }>`select current_setting(${name}) as v`.execute(store.db)
        return rows[0]?.v
      }),
    )
    assert.deepEqual(found, ['portcullis', '10s', '5s', '10s'])
  })

  test('V13.2.6 when all ten connections are taken the next caller is told so in time, and later ones go on', async () => {
    const owner = await open()
    const store = await openStore(open.setting(owner), { data: '', lockWait: 300 })
    const left = Promise.withResolvers<void>()
    const held: Promise<unknown>[] = []
    await Promise.all(
      Array.from({ length: 10 }, () => {
        const { promise, resolve } = Promise.withResolvers<void>()
        held.push(
          store.transaction(async (tx) => {
            await sql`select 1`.execute(tx)
            resolve()
            await left.promise
          }),
        )
        return promise
      }),
    )
    await assert.rejects(count(store), StoreBusy)
    await assert.rejects(
      async () => store.prepared((db) => db.selectFrom('counters').selectAll())([]),
      StoreBusy,
    )
    left.resolve()
    await Promise.all(held)
    assert.deepEqual(await count(store), [])
    await store.close()
  })

  test('of two transactions that lock each other out, the loser is run again', async () => {
    const store = await open()
    await store.db
      .insertInto('counters')
      .values([counter('a'), counter('b')])
      .execute()
    let runs = 0
    const firsts: Promise<void>[] = []
    const swap = (first: string, second: string) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      firsts.push(promise)
      return store.transaction(async (tx) => {
        runs++
        await tx.updateTable('counters').set({ state: first }).where('id', '=', first).execute()
        resolve()
        await Promise.all(firsts)
        await tx.updateTable('counters').set({ state: first }).where('id', '=', second).execute()
      })
    }
    await Promise.all([swap('a', 'b'), swap('b', 'a')])
    assert.ok(runs > 2, `nobody lost in ${runs} runs`)
    const states = await store.db.selectFrom('counters').select('state').execute()
    assert.equal(states[0]?.state, states[1]?.state)
  })

  test('connections that the server ends, idle or within a transaction, end neither process nor store', async () => {
    const store = await open()
    const killer = await open.also(store)
    await count(store)
    await endOthers(killer)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(await count(store), [])

    const broken = store.transaction(async (tx) => {
      await tx.insertInto('counters').values(counter('lost')).execute()
      await endOthers(killer)
      await new Promise((resolve) => setTimeout(resolve, 50))
      await tx.insertInto('counters').values(counter('late')).execute()
    })
    await assert.rejects(broken)
    assert.deepEqual(await count(store), [])
  })

  test('what can not be opened is told without the password', async () => {
    const url = new URL(open.setting(await open()))
    const { password } = url
    const refused = async (change: (url: URL) => void, words: RegExp) => {
      const changed = new URL(url)
      change(changed)
      const error = await openStore(changed.href, { data: '' }).then(
        () => assert.fail('opened'),
        (reason: Error) => reason,
      )
      assert.match(error.message, words)
      const all = inspect(error, { showHidden: true, depth: 9 })
      assert.ok(!all.includes(password) && !all.includes('hunter2'), all)
    }
    await refused(
      (to) => (to.password = 'hunter2'),
      /127\.0\.0\.1:\d+\/test_\d+ can't be opened: .*authentication/,
    )
    await refused((to) => (to.pathname = '/nowhere'), /nowhere can't be opened: .*does not exist/)
    await refused((to) => (to.port = '1'), /can't be opened: .*ECONNREFUSED/)
    await assert.rejects(openStore('postgres://user:hunter2@[broken/x', { data: '' }), (error: Error) => {
      assert.match(error.message, /the address of the setting `database` can't be opened/)
      return !inspect(error, { showHidden: true, depth: 9 }).includes('hunter2')
    })
  })

  test('a role that may read and change rows, and nothing else, is enough to serve', async () => {
    const store = await open()
    await sql`create role web login password 'web'`.execute(store.db)
    await sql`grant select, insert, update, delete on all tables in schema public to web`.execute(store.db)
    const url = new URL(open.setting(store))
    Object.assign(url, { username: 'web', password: 'web' })
    const web = await openStore(url.href, { data: '' })
    assert.deepEqual((await migrationStatus(web)).pending, [])
    await web.db.insertInto('counters').values(counter('a')).execute()
    assert.deepEqual(await count(web), [{ id: 'a' }])
    await assert.rejects(sql`drop table counters`.execute(web.db), /must be owner/)
    await assert.rejects(sql`create table mine (x text)`.execute(web.db), /permission denied/)
    await web.close()
  })

  test('a database that is not in UTF-8 is refused', async () => {
    const store = await open()
    await sql`create database ascii encoding 'SQL_ASCII' template template0`.execute(store.db)
    const url = new URL(open.setting(store))
    url.pathname = '/ascii'
    await assert.rejects(openStore(url.href, { data: '' }), /has the encoding SQL_ASCII; it must have UTF8/)
  })
})

test('without the package `pg` the message says what to install', () => {
  const script = `
    import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) {
      if (name === 'pg') throw Object.assign(new Error('no pg'), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(name, context)
    } })
    const { openStore } = await import(${JSON.stringify(OPEN)})
    await openStore('postgres://localhost/x', { data: '' }).catch((error) => console.log(error.message))`
  const options = ['--input-type=module', '--eval', script]
  const { stdout } = spawnSync(process.execPath, options, { encoding: 'utf8' })
  assert.match(stdout, /needs the package `pg`: npm install pg/)
})

async function endOthers(store: Store): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db)
}
