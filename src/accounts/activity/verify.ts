// Goes through the activity of all accounts, and says which account and which row is not as it was written.
import { type Kysely, sql } from 'kysely'
import type { KeyRing } from '../../crypto/keys.ts'
import { migrationStatus } from '../../store/migrate.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { type Fault, type Walk, walkActivity } from './walk.ts'

/** Accounts looked up at once. */
const BATCH = 500
/** Findings told one by one; the rest is counted. */
const MAX_TOLD = 100
/** The migration that made the table; accounts from before it may have no activity. */
const BEGAN_WITH = '0002-accounts-complete'
/** On Postgres the version before may run on for a while after it, and writes no activity. Milliseconds. */
const CHANGEOVER = 86_400_000

export type ActivityFault =
  | Fault
  /** No row and no head, although its creation would stand there. */
  | { kind: 'all-missing' }
  /** A first row that is not the creation: what was there before is gone. */
  | { kind: 'begun-anew' }

export interface Verification {
  accounts: number
  rows: number
  /** The first hundred; `faultsInAll` counts the rest too. */
  faults: { userId: string; username: string; fault: ActivityFault }[]
  faultsInAll: number
  /** Made with secrets that are no longer set, so that nothing can be said of them. Advice, not tampering. */
  lost: {
    rows: number
    accounts: number
    first: { userId: string; username: string; firstSeq: number; lastSeq: number } | undefined
  }
}

interface Account {
  id: string
  username: string
  created_at: number
}

/**
 * Neither stops others from writing nor takes their writing for tampering: what looks wrong is looked at again, in one
 * snapshot. A database put back to an earlier state as a whole is good: only a copy kept elsewhere can tell.
 * @param keys of the secrets in force, older ones included
 */
export async function verifyActivity(store: Store, keys: KeyRing): Promise<Verification> {
  const since = await newAccountsSince(store)
  const found: Verification = {
    accounts: 0,
    rows: 0,
    faults: [],
    faultsInAll: 0,
    lost: { rows: 0, accounts: 0, first: undefined },
  }
  for await (const account of allAccounts(store.db)) {
    let walk = await examine(store.db, keys, account, since)
    if (walk.faultsInAll > 0) {
      walk = await inOneSnapshot(store, async (tx) =>
        (await isThere(tx, account.id)) ? examine(tx, keys, account, since) : NOTHING,
      )
    }
    add(found, account, walk)
  }
  return found
}

/** From when on each account has its creation in its activity. */
async function newAccountsSince(store: Store): Promise<number> {
  const { applied } = await migrationStatus(store)
  const began = applied.find(({ name }) => name === BEGAN_WITH)?.at ?? Number.POSITIVE_INFINITY
  return store.kind === 'postgres' ? began + CHANGEOVER : began
}

async function* allAccounts(db: Kysely<Database>): AsyncGenerator<Account> {
  for (let after = ''; ; ) {
    const accounts = await db
      .selectFrom('users')
      .select(['id', 'username', 'created_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    yield* accounts
    const last = accounts.at(-1)
    if (last === undefined || accounts.length < BATCH) return
    after = last.id
  }
}

type Examined = Omit<Walk, 'faults'> & { faults: ActivityFault[] }

const NOTHING: Examined = {
  rows: 0,
  faults: [],
  faultsInAll: 0,
  lost: undefined,
  first: undefined,
  hasHead: false,
}

async function examine(
  db: Kysely<Database>,
  keys: KeyRing,
  account: Account,
  since: number,
): Promise<Examined> {
  const walk = await walkActivity(db, keys, account.id)
  if (account.created_at < since || walk.faultsInAll > 0) return walk
  const { rows, hasHead, first } = walk
  if (rows === 0 && !hasHead) return { ...walk, faults: [{ kind: 'all-missing' }], faultsInAll: 1 }
  if (first?.seq === 1 && first.kind !== 'account-created') {
    return { ...walk, faults: [{ kind: 'begun-anew' }], faultsInAll: 1 }
  }
  return walk
}

/** On SQLite nobody writes meanwhile; on Postgres everybody may, unseen here. */
function inOneSnapshot<T>(store: Store, look: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
  return store.transaction(async (tx) => {
    if (store.kind === 'postgres')
      await sql`set transaction isolation level repeatable read, read only`.execute(tx)
    return look(tx)
  })
}

async function isThere(tx: Kysely<Database>, id: string): Promise<boolean> {
  return (await tx.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

function add(found: Verification, { id: userId, username }: Account, walk: Examined): void {
  found.accounts++
  found.rows += walk.rows
  found.faultsInAll += walk.faultsInAll
  for (const fault of walk.faults) {
    if (found.faults.length < MAX_TOLD) found.faults.push({ userId, username, fault })
  }
  if (walk.lost === undefined) return
  const { rows, firstSeq, lastSeq } = walk.lost
  found.lost.rows += rows
  found.lost.accounts++
  found.lost.first ??= { userId, username, firstSeq, lastSeq }
}
