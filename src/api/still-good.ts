// The fresh check: whether what a token said when it was made is so now, asked of the database.
import { type Kysely, sql } from 'kysely'
import { placeholder } from '../store/prepared.ts'
import type { Database } from '../store/schema.ts'
import type { MaybePromise, Store } from '../store/store.ts'
import type { ApiBackend } from './needs.ts'
import type { Principal } from './principal.ts'

type Read = (parameters: readonly unknown[]) => MaybePromise<{ roles: string }[]>

/** Routes ask at each request: compiled once for each store. */
const prepared = new WeakMap<Store, Record<Principal['kind'], Read>>()

/**
 * False as soon as the sign-in or the personal token was ended, or its account suspended, leaving, gone, or of other
 * credentials or roles than the token says.
 */
export async function isStillGood(
  { store, now }: ApiBackend,
  { kind, id, user }: Principal,
): Promise<boolean> {
  const reads = prepared.get(store) ?? {
    access: store.prepared(ofSession),
    personal: store.prepared(ofPersonalToken),
  }
  prepared.set(store, reads)
  const [row] = await reads[kind](kind === 'access' ? [id, user.id] : [id, user.id, now()])
  return row !== undefined && row.roles === JSON.stringify(user.roles)
}

function ofSession(db: Kysely<Database>) {
  return db
    .selectFrom('api_sessions as t')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 't.user_id')
        .onRef('u.credential_epoch', '=', 't.credential_epoch')
        .on('u.state', '=', sql.lit('active'))
        .on('u.deletes_at', 'is', null),
    )
    .select('u.roles')
    .where('t.id', '=', placeholder<string>())
    .where('t.user_id', '=', placeholder<string>())
}

function ofPersonalToken(db: Kysely<Database>) {
  return db
    .selectFrom('personal_tokens as t')
    .innerJoin('users as u', (join) =>
      join
        .onRef('u.id', '=', 't.user_id')
        .onRef('u.credential_epoch', '=', 't.credential_epoch')
        .on('u.state', '=', sql.lit('active'))
        .on('u.deletes_at', 'is', null),
    )
    .select('u.roles')
    .where('t.id', '=', placeholder<string>())
    .where('t.user_id', '=', placeholder<string>())
    .where('t.expires_at', '>', placeholder<number>())
}
