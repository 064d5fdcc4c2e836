// Work that one process does at a time: it takes a lease, prolongs it while it works, and gives it back.
import type { Kysely } from 'kysely'
import { newToken } from '../crypto/token.ts'
import type { Database } from './schema.ts'

/** 128 bits: no two processes are the same holder, not even the same one before and after a restart. */
const HOLDER_BYTES = 16

/** Times are milliseconds since 1970, by the clocks of the processes that share the database. */
export interface Lease {
  /** Takes it when it is free, has run out, or is ours already (the answer of an earlier call may have been lost). */
  acquire(now: number, until: number): Promise<boolean>
  /** False when it has run out, even where nobody has taken it since: whoever lost it begins anew. */
  renew(now: number, until: number): Promise<boolean>
  /** Gives it back when it is ours, and leaves it alone when somebody else has it. */
  release(): Promise<void>
}

/** A claim on `name` for one holder; each call makes another holder. Every verb is one statement (ASVS V15.4.2). */
export function sqlLease(store: { readonly db: Kysely<Database> }, name: string): Lease {
  const holder = newToken(HOLDER_BYTES)
  return {
    async acquire(now, until) {
      const row = await store.db
        .insertInto('leases')
        .values({ name, holder, expires_at: until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, expires_at: until })
            .where((is) => is.or([is('leases.expires_at', '<=', now), is('leases.holder', '=', holder)])),
        )
        .returning('holder')
        .executeTakeFirst()
      return row !== undefined
    },

    async renew(now, until) {
      const row = await store.db
        .updateTable('leases')
        .set({ expires_at: until })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .where('expires_at', '>', now)
        .returning('holder')
        .executeTakeFirst()
      return row !== undefined
    },

    async release() {
      await store.db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute()
    },
  }
}
