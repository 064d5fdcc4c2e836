// The store on an SQLite file: one connection writes, another reads what is committed.
import { Kysely } from 'kysely'
import { Inside } from '../inside.ts'
import type { Location } from '../location.ts'
import { compileRead } from '../prepared.ts'
import type { Database } from '../schema.ts'
import type { Store } from '../store.ts'
import { Connection, prepareForWriting } from './connection.ts'
import { sqliteDialect } from './dialect.ts'
import { SqliteDriver, whenUnlocked } from './driver.ts'
import { isLocked, lockedError, openingError } from './errors.ts'
import { prepareFiles } from './files.ts'
import { Mutex } from './mutex.ts'

type SqliteLocation = Extract<Location, { kind: 'sqlite' }>

export async function openSqlite(location: SqliteLocation, lockWait: number): Promise<Store> {
  const { writer, reader } = await connect(location, lockWait)
  const inside = new Inside()
  const mutex = new Mutex(lockWait)
  const db = new Kysely<Database>({
    dialect: sqliteDialect(new SqliteDriver(writer, mutex, inside, lockWait)),
  })
  let closing: Promise<void> | undefined

  return {
    kind: 'sqlite',
    db,

    transaction: (work) => db.transaction().execute((tx) => inside.run(() => work(tx))),

    prepared<Row>(build: Parameters<Store['prepared']>[0]) {
      const query = compileRead(build(db))
      // Not before the first call: the table may come with a migration.
      let read: ReturnType<Connection['prepareRead']> | undefined
      return function readPrepared(parameters: readonly unknown[]) {
        inside.refuse()
        if (closing) throw new Error('The store is closed.')
        try {
          read ??= reader.prepareRead(query.sql)
          return read(query.fill(parameters)) as Row[]
        } catch (error) {
          throw isLocked(error) ? lockedError(lockWait, error) : error
        }
      }
    },

    close() {
      closing ??= closeAll()
      return closing
    },
  }

  async function closeAll(): Promise<void> {
    // A transaction that never ends is cut off: closing rolls it back.
    await mutex.acquire().catch(() => undefined)
    mutex.close(new Error('The store is closed.'))
    // The writer last: who closes last folds the log into the file, and a reader may not.
    if (reader !== writer) reader.close()
    writer.close()
  }
}

async function connect(location: SqliteLocation, lockWait: number) {
  const { path, synchronous } = location
  const inMemory = path === ':memory:'
  if (!inMemory) prepareFiles(path, location.ownFolder)
  const opened: Connection[] = []
  try {
    const writer = new Connection(path, { readOnly: false })
    opened.push(writer)
    await whenUnlocked(() => prepareForWriting(writer, inMemory, synchronous), lockWait)
    return { writer, reader: inMemory ? writer : new Connection(path, { readOnly: true }) }
  } catch (error) {
    for (const connection of opened) connection.close()
    throw openingError(path, error)
  }
}
