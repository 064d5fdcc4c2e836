// Rows of the API that nothing would accept any more: expired tokens, families without a token, successors past their grace.
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema.ts'
import type { ApiBackend } from './needs.ts'

/** Rows that go in one statement: others get their turn in between. */
const BATCH = 500

/** Returns how many rows went. */
export async function sweepApi({ store: { db }, settings, now }: ApiBackend): Promise<number> {
  const at = now()
  await forgetSuccessors(db, at - settings.api.refreshGrace * 1000)
  return (
    (await inBatches(() => deleteExpired(db, 'refresh_tokens', at))) +
    (await inBatches(() => deleteDeadSessions(db))) +
    (await inBatches(() => deleteExpired(db, 'personal_tokens', at)))
  )
}

/** Past the grace nobody is given it again, so that there is no reason to keep it, sealed or not. */
async function forgetSuccessors(db: Kysely<Database>, usedBefore: number): Promise<void> {
  await db
    .updateTable('refresh_tokens')
    .set({ successor: '' })
    .where('used_at', '<=', usedBefore)
    .where('successor', '!=', '')
    .execute()
}

async function inBatches(work: () => Promise<number>): Promise<number> {
  let swept = 0
  for (;;) {
    const went = await work()
    swept += went
    if (went < BATCH) return swept
    await otherRequestsFirst()
  }
}

async function deleteExpired(
  db: Kysely<Database>,
  table: 'refresh_tokens' | 'personal_tokens',
  now: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('id', 'in', (expired) =>
      expired.selectFrom(table).select('id').where('expires_at', '<=', now).limit(BATCH),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Those that no token can refresh, and those of credentials that have changed; their tokens go with them. */
async function deleteDeadSessions(db: Kysely<Database>): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('api_sessions')
    .where('id', 'in', (dead) =>
      dead
        .selectFrom('api_sessions as s')
        .innerJoin('users as u', 'u.id', 's.user_id')
        .select('s.id')
        .where((is) =>
          is.or([
            is('u.credential_epoch', '!=', is.ref('s.credential_epoch')),
            is.not(
              is.exists(
                is
                  .selectFrom('refresh_tokens as r')
                  .select(sql.lit(1).as('one'))
                  .whereRef('r.session_id', '=', 's.id'),
              ),
            ),
          ]),
        )
        .limit(BATCH),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
