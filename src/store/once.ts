// What must happen once happens in one statement: nothing looks first and writes afterwards (ASVS V15.4.2).
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, TokensTable } from './schema.ts'

export type TokensRow = Selectable<TokensTable>

/**
 * Takes a token out of the table and hands it to one caller alone; everybody else, and whoever comes
 * at `expires_at` or later, gets undefined.
 * @param tokenId hash of the token, never the token
 * @param now milliseconds
 */
export async function consumeOnce(
  db: Kysely<Database>,
  purpose: string,
  tokenId: string,
  now: number,
): Promise<TokensRow | undefined> {
  return db
    .deleteFrom('tokens')
    .where('id', '=', tokenId)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/**
 * Counts up to `max` and no further; a count that has expired starts anew, with the new `expiresAt`.
 * A refusal writes nothing, so that a flood costs no writes. `count` is what stands after the call (`max` when refused).
 * @param id a name of its own in the table `counters`: hash it together with what it is for
 * @param now and `expiresAt` in milliseconds
 */
export async function guardedIncrement(
  db: Kysely<Database>,
  { id, max, now, expiresAt }: { id: string; max: number; now: number; expiresAt: number },
): Promise<{ granted: boolean; count: number }> {
  if (max < 1) return { granted: false, count: 0 }
  const expired = sql<boolean>`counters.expires_at <= ${now}`
  const count = sql<number>`cast(counters.state as bigint)`
  const row = await db
    .insertInto('counters')
    .values({ id, state: '1', expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          state: sql<string>`case when ${expired} then '1' else cast(${count} + 1 as text) end`,
          expires_at: sql<number>`case when ${expired} then excluded.expires_at else counters.expires_at end`,
        })
        .where((is) => is.or([expired, is(count, '<', max)])),
    )
    .returning('state')
    .executeTakeFirst()
  return row ? { granted: true, count: Number(row.state) } : { granted: false, count: max }
}
