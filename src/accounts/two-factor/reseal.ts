// After the secret was changed: what an older one sealed is sealed anew, so that the older one can be dropped.
import { type Kysely, sql } from 'kysely'
import { isSealedWithOlder, openAtRest, sealAtRest } from '../../crypto/at-rest.ts'
import type { KeyRing } from '../../crypto/keys.ts'
import type { Database } from '../../store/schema.ts'
import type { AccountsBackend } from '../needs.ts'
import { placeOf } from './authenticator.ts'

const BATCH = 200

/** @returns how many were sealed anew; those of a secret that is no longer set stay, and nobody can use them */
export async function resealAuthenticators({
  store,
  keys,
  log,
}: Pick<AccountsBackend, 'store' | 'keys' | 'log'>): Promise<number> {
  let resealed = 0
  let lost = 0
  for (let after = { user_id: '', state: '' }; ; ) {
    const rows = await store.db
      .selectFrom('authenticators')
      .select(['user_id', 'state', 'secret'])
      // An account can have two rows, and a batch can end between them.
      .where((is) =>
        is.or([
          is('user_id', '>', after.user_id),
          is.and([is('user_id', '=', after.user_id), is(sql`state`, '>', after.state)]),
        ]),
      )
      .orderBy('user_id')
      .orderBy('state')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      if (!isSealedWithOlder(keys, row.secret)) continue
      if (await reseal(store.db, keys, row)) resealed++
      else lost++
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) break
    after = last
  }
  if (lost > 0) log.warn({ lost }, 'authenticator keys of a secret that is no longer set can’t be opened')
  return resealed
}

async function reseal(
  db: Kysely<Database>,
  keys: KeyRing,
  { user_id, state, secret }: { user_id: string; state: 'pending' | 'active'; secret: string },
): Promise<boolean> {
  const place = placeOf(user_id, state)
  const key = openAtRest(keys, place, secret)
  if (key === undefined) return false
  await db
    .updateTable('authenticators')
    .set({ secret: sealAtRest(keys, place, key) })
    .where('user_id', '=', user_id)
    .where('state', '=', state)
    .where('secret', '=', secret)
    .execute()
  return true
}
