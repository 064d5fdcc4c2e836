// What is SQLite's own: modes of the files, settings, locks of others, and clear words when a file won't do.
import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { StoreBusy } from '../../../src/store/busy.ts'
import { applyMigrations } from '../../../src/store/migrate.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/store.ts'

const NOBODY = 65_534
const isRoot = process.geteuid?.() === 0

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-sqlite-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const setting = (name: string) => `sqlite:${join(folder, name)}`
const counter = { id: 'c', state: '1', expires_at: 1 }

async function openMigrated(name: string, lockWait = 5_000): Promise<Store> {
  const store = await openStore(setting(name), { data: folder, lockWait })
  await applyMigrations(store)
  return store
}

async function pragma(store: Store, name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(store.db)
  return Object.values(rows[0]!)[0]
}

describe('files', () => {
  test('defect 36: the folder is 0700 and every file 0600, whatever the umask', async () => {
    const umask = process.umask(0)
    try {
      const data = join(folder, 'made', 'data')
      const store = await openStore('', { data })
      await applyMigrations(store)
      assert.deepEqual([mode(join(folder, 'made')), mode(data)], ['700', '700'])
      for (const suffix of ['', '-wal', '-shm']) {
        assert.equal(mode(join(data, `portcullis.db${suffix}`)), '600', suffix)
      }
      await store.close()
    } finally {
      process.umask(umask)
    }
  })

  test('defect 36: a file that others could read is closed to them, its log too', async () => {
    const path = join(folder, 'open.db')
    const other = new DatabaseSync(path)
    other.exec('pragma journal_mode = wal; create table x (y)')
    for (const suffix of ['', '-wal', '-shm']) chmodSync(path + suffix, 0o644)
    const store = await openStore(setting('open.db'), { data: folder })
    for (const suffix of ['', '-wal', '-shm']) assert.equal(mode(path + suffix), '600', suffix)
    await store.close()
    other.close()
  })

  test('a folder that was there keeps its mode', async () => {
    const data = join(folder, 'existing')
    mkdirSync(data, { mode: 0o755 })
    await (await openStore('', { data })).close()
    assert.equal(mode(data), '755')
  })

  const onLinux = process.platform === 'linux' ? {} : { skip: 'reads /proc/locks' }
  test('opening a file a second time leaves the locks of the first alone', onLinux, async () => {
    const first = await openMigrated('twice.db')
    const inode = String(statSync(join(folder, 'twice.db')).ino)
    const locks = () =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${inode} `))
    assert.equal(locks().length, 1)
    const second = await openMigrated('twice.db')
    assert.equal(locks().length, 1)
    await Promise.all([first.close(), second.close()])
  })

  test('after closing, the log is folded into the file', async () => {
    const store = await openMigrated('closed.db')
    await store.close()
    assert.ok(!existsSync(join(folder, 'closed.db-wal')))
  })

  test('what was deleted is no longer in the file', async () => {
    const store = await openMigrated('secrets.db')
    const rows = Array.from({ length: 50 }, (_, n) => ({ ...counter, id: `findme-${n}` }))
    await store.db.insertInto('counters').values(rows).execute()
    await store.db.deleteFrom('counters').execute()
    await store.close()
    assert.ok(!readFileSync(join(folder, 'secrets.db')).includes('findme'))
  })
})

describe('settings', () => {
  test('the connection has what the documentation says', async () => {
    const store = await openMigrated('settings.db')
    const found: Record<string, unknown> = {}
    for (const name of ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'secure_delete']) {
      found[name] = await pragma(store, name)
    }
    assert.deepEqual(found, {
      journal_mode: 'wal',
      synchronous: 1,
      foreign_keys: 1,
      trusted_schema: 0,
      secure_delete: 1,
    })
    assert.equal(await pragma(store, 'integrity_check'), 'ok')
    await store.close()
  })

  test('synchronous can be raised', async () => {
    const store = await openStore(`${setting('full.db')}?synchronous=full`, { data: folder })
    assert.equal(await pragma(store, 'synchronous'), 2)
    await store.close()
  })

  test('a database in memory is whole, private to its store, and gone with it', async () => {
    const store = await openStore('sqlite::memory:', { data: join(folder, 'unused') })
    await applyMigrations(store)
    await store.db.insertInto('counters').values(counter).execute()
    const read = store.prepared((db) => db.selectFrom('counters').selectAll())
    assert.deepEqual(read([]), [counter])
    const other = await openStore('sqlite::memory:', { data: folder })
    assert.deepEqual(await other.db.introspection.getTables(), [])
    await Promise.all([store.close(), other.close()])
    assert.ok(!existsSync(join(folder, 'unused')))
  })

  test('a statement kept from before a migration sees the new column', async () => {
    const store = await openMigrated('columns.db')
    await store.db.insertInto('counters').values(counter).execute()
    const all = () => store.db.selectFrom('counters').selectAll().execute()
    await all()
    await sql`alter table counters add column note text`.execute(store.db)
    assert.deepEqual(await all(), [{ ...counter, note: null }])
    await store.close()
  })

  test('more different statements than are kept', async () => {
    const store = await openMigrated('statements.db')
    for (let n = 0; n < 600; n++) {
      const { rows } = await sql.raw(`select ${n} as n`).execute(store.db)
      assert.deepEqual(rows, [{ n }])
    }
    await store.close()
  })

  test('a backup by VACUUM INTO, made while the store is in use, is a whole database', async () => {
    const store = await openMigrated('busy.db')
    await store.db.insertInto('counters').values(counter).execute()
    const other = new DatabaseSync(join(folder, 'busy.db'))
    const backup = join(folder, 'backup.db')
    const work = store.transaction(async (tx) => {
      await tx.deleteFrom('counters').execute()
      other.exec(`vacuum into '${backup}'`)
    })
    await work
    const restored = await openStore(`sqlite:${backup}`, { data: folder })
    assert.equal(await pragma(restored, 'integrity_check'), 'ok')
    assert.deepEqual(await restored.db.selectFrom('counters').selectAll().execute(), [counter])
    assert.equal(mode(backup), '600')
    other.close()
    await Promise.all([store.close(), restored.close()])
  })

  test('a full disk is told as such, and the store goes on when there is room again', async () => {
    const store = await openMigrated('full-disk.db')
    const pages = await pragma(store, 'page_count')
    await pragma(store, `max_page_count = ${pages}`)
    const big = Array.from({ length: 100 }, (_, n) => ({ ...counter, id: `c${n}`, state: 'x'.repeat(4_000) }))
    const work = store.transaction(async (tx) => {
      await tx.insertInto('counters').values(counter).execute()
      for (const row of big) await tx.insertInto('counters').values(row).execute()
    })
    await assert.rejects(work, /disk is full/)
    assert.deepEqual(await store.db.selectFrom('counters').selectAll().execute(), [])
    await pragma(store, 'max_page_count = 1000000')
    await store.db.insertInto('counters').values(big).execute()
    assert.equal(await pragma(store, 'integrity_check'), 'ok')
    await store.close()
  })

  test('rows can be streamed', async () => {
    const store = await openMigrated('stream.db')
    const rows = ['a', 'b', 'c'].map((id) => ({ ...counter, id }))
    await store.db.insertInto('counters').values(rows).execute()
    const streamed: unknown[] = []
    for await (const row of store.db.selectFrom('counters').selectAll().orderBy('id').stream())
      streamed.push(row)
    assert.deepEqual(streamed, rows)
    await store.close()
  })
})

describe('locks of other processes', () => {
  test('a lock held too long is a clear error, and nobody else stands still meanwhile', async () => {
    const store = await openMigrated('locked.db', 200)
    const other = new DatabaseSync(join(folder, 'locked.db'))
    other.exec('begin immediate')
    await assert.rejects(openStore(setting('locked.db'), { data: folder, lockWait: 50 }), StoreBusy)
    let turns = 0
    const timer = setInterval(() => turns++, 10)
    const words = { name: 'StoreBusy', message: /locked by another process for longer than 200 ms/ }
    await assert.rejects(store.db.insertInto('counters').values(counter).execute(), words)
    await assert.rejects(
      store.transaction(async () => assert.fail('began')),
      words,
    )
    clearInterval(timer)
    assert.ok(turns >= 5, `the event loop came round ${turns} times in 400 ms`)
    assert.deepEqual(
      await Promise.resolve(store.prepared((db) => db.selectFrom('counters').selectAll())([])),
      [],
    )
    other.exec('rollback')
    other.close()
    await store.db.insertInto('counters').values(counter).execute()
    await store.close()
  })

  test('a lock given back in time is only a wait', async () => {
    const store = await openMigrated('waited.db')
    const other = new DatabaseSync(join(folder, 'waited.db'))
    other.exec('begin immediate')
    const write = store.db.insertInto('counters').values(counter).execute()
    setTimeout(() => other.exec('commit'), 60)
    await write
    assert.deepEqual(other.prepare('select count(*) as n from counters').get()?.['n'], 1)
    other.close()
    await store.close()
  })
})

describe('what can not be opened', () => {
  const refused = (database: string, words: RegExp) =>
    assert.rejects(openStore(database, { data: folder }), { message: words })

  test('a folder that is not there', async () => {
    await refused(setting('missing/x.db'), /The folder .*missing for the database doesn't exist/)
    assert.ok(!existsSync(join(folder, 'missing')))
  })

  test('a folder, a damaged database, and a text file, which stays as it is', async () => {
    mkdirSync(join(folder, 'folder.db'))
    await refused(setting('folder.db'), /folder\.db can't be opened/)
    await (await openMigrated('damaged.db')).close()
    const bytes = readFileSync(join(folder, 'damaged.db'))
    writeFileSync(join(folder, 'damaged.db'), bytes.fill(0xff, 100, 4_096))
    await refused(setting('damaged.db'), /damaged\.db is damaged: restore a backup/)
    writeFileSync(join(folder, 'letter.txt'), 'Dear Sir or Madam, '.repeat(100))
    await refused(setting('letter.txt'), /letter\.txt is not an SQLite database/)
    assert.match(readFileSync(join(folder, 'letter.txt'), 'utf8'), /^Dear Sir/)
  })

  test('a data folder that is a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    await assert.rejects(
      openStore('', { data: join(folder, 'file') }),
      /The data folder .*file can't be made/,
    )
  })

  test('a place where nothing may be written', async () => {
    const place = join(folder, 'read-only')
    mkdirSync(place)
    await (await openStore(`sqlite:${place}/there.db`, { data: folder })).close()
    await (await openStore(`sqlite:${place}/own.db`, { data: folder })).close()
    chmodSync(join(place, 'there.db'), 0o444)
    chmodSync(join(place, 'own.db'), 0o400)
    if (isRoot) chownSync(join(place, 'own.db'), NOBODY, NOBODY)
    chmodSync(place, 0o555)
    chmodSync(folder, 0o755)
    await withoutRights(async () => {
      await refused(`sqlite:${place}/new.db`, /new\.db can't be made \(EACCES\)/)
      await refused(`sqlite:${place}/own.db`, /own\.db can't be written to/)
      if (isRoot)
        await refused(`sqlite:${place}/there.db`, /can be read by others and its mode can't be changed/)
      await assert.rejects(openStore('', { data: join(place, 'data') }), /data can't be made \(EACCES\)/)
    })
    chmodSync(place, 0o755)
  })
})

/** Root may write anywhere, so it becomes somebody else for a while. */
async function withoutRights(work: () => Promise<void>): Promise<void> {
  if (isRoot) process.seteuid?.(NOBODY)
  try {
    await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}
