// Several processes on one SQLite file: races are won once, and a killed process loses nothing it acknowledged.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { applyMigrations } from '../../../src/store/migrate.ts'
import { migrations } from '../../../src/store/migrations/index.ts'
import { openStore } from '../../../src/store/open.ts'

const PROCESSES = 4
/** Milliseconds; enough for all of them to load. */
const HEAD_START = 700
const CONTENDER = fileURLToPath(new URL('contender.ts', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'portcullis-processes-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const newDatabase = (name: string) => `sqlite:${join(folder, name)}.db`

async function migrated(name: string) {
  const database = newDatabase(name)
  const store = await openStore(database, { data: folder })
  await applyMigrations(store)
  return { database, store }
}

function contend(race: string, database: string, startAt = 0) {
  const options = [CONTENDER, race, database, String(startAt)]
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function race<T>(name: string, database: string): Promise<T[][]> {
  const startAt = Date.now() + HEAD_START
  return Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const child = contend(name, database, startAt)
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += chunk
      })
      await once(child, 'close')
      return JSON.parse(output) as T[]
    }),
  )
}

test('V15.4.2 four processes consume a hundred tokens: each token goes to one of them', async () => {
  const { database, store } = await migrated('consume')
  const names = Array.from({ length: 100 }, (_, n) => `token-${n}`)
  const token = { purpose: 'race', user_id: null, payload: '', created_at: 0, expires_at: 2 }
  await store.db
    .insertInto('tokens')
    .values(names.map((id) => ({ ...token, id })))
    .execute()
  const won = await race<string>('consume', database)
  assert.deepEqual(won.flat().sort(), names.sort())
  await store.close()
})

test('V15.4.2 four processes count to sixty: each number is given once', async () => {
  const { database, store } = await migrated('increment')
  const won = await race<number>('increment', database)
  assert.deepEqual(
    won.flat().sort((a, b) => a - b),
    Array.from({ length: 60 }, (_, n) => n + 1),
  )
  await store.close()
})

test('four processes open and migrate a file that is not there yet', async () => {
  const applied = await race<string>('migrate', newDatabase('migrate'))
  assert.deepEqual(
    applied.flat(),
    migrations.map((migration) => migration.name),
  )
})

test('a process killed while it writes, three times: every acknowledged row is there and the file is whole', async () => {
  for (const rows of [1, 50, 400]) {
    const { database, store } = await migrated(`killed-${rows}`)
    await store.close()
    const child = contend('write', database)
    let acknowledged = -1
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line)
      if (acknowledged + 1 >= rows) child.kill('SIGKILL')
    }
    const again = await openStore(database, { data: folder })
    const { rows: health } = await sql`pragma integrity_check`.execute(again.db)
    assert.deepEqual(health, [{ integrity_check: 'ok' }])
    assert.deepEqual((await sql`pragma foreign_key_check`.execute(again.db)).rows, [])
    const found = await again.db
      .selectFrom('counters')
      .select('expires_at')
      .where('expires_at', '<=', acknowledged)
      .execute()
    assert.equal(found.length, acknowledged + 1)
    await again.close()
  }
})
