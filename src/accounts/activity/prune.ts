// Activity past its time goes: from the old end alone, and the sealed head moves along, so that the rest still verifies.
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { KeyRing } from '../../crypto/keys.ts'
import type { ActivityHeadsTable, ActivityTable, Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { AccountsBackend } from '../needs.ts'
import { headSeal, judgeHead, judgeLink } from './chain.ts'

/** Accounts looked up at once, and rows that go in one transaction: others get their turn in between. */
const ACCOUNTS = 100
const ROWS = 500

/**
 * Removes rows from `activity.keep` on. Where a chain doesn't hold nothing is removed, since the time of a row is as
 * doubtful as the rest, and what was done to it is to be seen: `portcullis check` tells.
 * @returns how many rows went
 */
export async function pruneActivity({
  settings,
  store,
  keys,
  now,
  log,
}: Pick<AccountsBackend, 'settings' | 'store' | 'keys' | 'now' | 'log'>): Promise<number> {
  // `<=` below: a row is kept for the last time one millisecond before.
  const cutoff = now() - settings.activity.keep * 1000
  let removed = 0
  for (let after = ''; ; ) {
    const accounts = await accountsWithOld(store.db, cutoff, after)
    for (const userId of accounts) {
      for (let went: number | 'broken' = ROWS; went === ROWS; ) {
        await otherRequestsFirst()
        went = await store.transaction((tx) => pruneSome(tx, store.kind, { keys, userId, cutoff }))
        if (went === 'broken')
          log.warn({ user: userId }, 'old activity is kept: the chain of this account does not hold')
        else removed += went
      }
    }
    const last = accounts.at(-1)
    if (last === undefined || accounts.length < ACCOUNTS) return removed
    after = last
  }
}

async function accountsWithOld(db: Kysely<Database>, cutoff: number, after: string): Promise<string[]> {
  const rows = await db
    .selectFrom('activity')
    .select('user_id')
    .distinct()
    .where('at', '<=', cutoff)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(ACCOUNTS)
    .execute()
  return rows.map((row) => row.user_id)
}

async function pruneSome(
  tx: Kysely<Database>,
  kind: Store['kind'],
  { keys, userId, cutoff }: { keys: KeyRing; userId: string; cutoff: number },
): Promise<number | 'broken'> {
  // On Postgres the head's lock keeps new rows waiting.
  const heads = tx.selectFrom('activity_heads').selectAll().where('user_id', '=', userId)
  const head = await (kind === 'postgres' ? heads.forUpdate() : heads).executeTakeFirst()
  const rows = await tx
    .selectFrom('activity')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('seq')
    .limit(ROWS + 1)
    .execute()
  if (head === undefined) return rows.length === 0 ? 0 : 'broken'
  const count = howManyOld(keys, head, rows, cutoff)
  if (count === 'broken' || count === 0) return count
  const { seq, mac } = rows[count - 1]!
  await tx.deleteFrom('activity').where('user_id', '=', userId).where('seq', '<=', seq).execute()
  const { last_seq, last_mac } = head
  const moved = { user_id: userId, first_seq: seq + 1, before_mac: mac, last_seq, last_mac }
  await tx
    .updateTable('activity_heads')
    .set({ ...moved, ...headSeal(keys, moved) })
    .where('user_id', '=', userId)
    .execute()
  return count
}

/** The first row that stays has to follow the last one that goes: else a changed time would make rows go unseen. */
function howManyOld(
  keys: KeyRing,
  head: ActivityHeadsTable,
  rows: readonly ActivityTable[],
  cutoff: number,
): number | 'broken' {
  if (judgeHead(keys, head) === 'changed') return 'broken'
  let before = head.before_mac
  for (const [index, row] of rows.entries()) {
    if (row.seq !== head.first_seq + index || judgeLink(keys, row, before) === 'changed') return 'broken'
    if (row.at > cutoff || index === ROWS) return index
    before = row.mac
  }
  return before === head.last_mac || rows.length === 0 ? rows.length : 'broken'
}
