// A process of its own that takes part in a race for an SQLite file; it prints what it won, as JSON.
import { setImmediate as otherWork, setTimeout as sleep } from 'node:timers/promises'
import { applyMigrations } from '../../../src/store/migrate.ts'
import { consumeOnce, guardedIncrement } from '../../../src/store/once.ts'
import { openStore } from '../../../src/store/open.ts'

const [, , race, database, startAt] = process.argv as [string, string, string, string, string]

/** All processes go at the same moment, however long each took to load. */
await sleep(Math.max(0, Number(startAt) - Date.now()))
const store = await openStore(database, { data: '' })
const { db } = store

const races: Record<string, () => Promise<unknown>> = {
  migrate: () => applyMigrations(store),

  consume: () =>
    Promise.all(
      Array.from({ length: 100 }, async (_, n) =>
        (await consumeOnce(db, 'race', `token-${n}`, 1)) ? [`token-${n}`] : [],
      ),
    ).then((won) => won.flat()),

  increment: () =>
    Promise.all(
      Array.from({ length: 50 }, () => guardedIncrement(db, { id: 'race', max: 60, now: 1, expiresAt: 2 })),
    ).then((results) => results.filter((result) => result.granted).map((result) => result.count)),

  // Says which rows are safe, and is killed long before its end.
  write: async () => {
    for (let n = 0; n < 20_000; n++) {
      await store.transaction(async (tx) => {
        await tx
          .insertInto('counters')
          .values({ id: `row-${n}`, state: 'x'.repeat(200), expires_at: n })
          .execute()
      })
      process.stdout.write(`${n}\n`)
      await otherWork()
    }
  },
}

const won = await races[race]!()
await store.close()
process.stdout.write(JSON.stringify(won))
