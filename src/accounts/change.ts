// A change to an account by somebody else than its owner: one transaction, its row held still, written into its activity.
import type { Kysely } from 'kysely'
import type { Database } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { type Account, type AccountWithHash, accountById, endAllSessions, findAccount } from './account.ts'
import { type Acting, type Note, OPERATOR, transactionWithActivity } from './activity/activity.ts'
import type { AccountsBackend } from './needs.ts'

/** What a rule needs that changes an account. */
export interface Change {
  backend: AccountsBackend
  tx: Kysely<Database>
  note: Note
  /** Held still until the transaction ends. */
  account: Account
  by: Acting
}

/** What all of them answer; some refuse for reasons of their own. @property ended sessions that are over now */
export type Changed = { kind: 'done'; ended: number } | { kind: 'unchanged' }

/** The operator's way: by name or address, at the command line. undefined: there is no such account. */
export function changeByOperator<T>(
  backend: AccountsBackend,
  identifier: string,
  change: (change: Change) => Promise<T>,
): Promise<{ username: string; outcome: T } | undefined> {
  return transactionWithActivity(backend, async (tx, note) => {
    const found = await findAccount(tx, identifier)
    const [account] = await holdAccounts(tx, backend.store.kind, found === undefined ? [] : [found.id])
    if (account === undefined) return undefined
    const outcome = await change({ backend, tx, note, account, by: OPERATOR })
    return { username: account.username, outcome }
  })
}

/**
 * These accounts as they are now, in the order asked for. On Postgres their rows wait for nobody else until the
 * transaction ends (SQLite has one writer); always locked in the order of their ids, so that two transactions which hold
 * the same ones never wait for each other in a circle.
 */
export async function holdAccounts(
  tx: Kysely<Database>,
  kind: Store['kind'],
  ids: readonly string[],
): Promise<(AccountWithHash | undefined)[]> {
  if (kind === 'postgres' && ids.length > 0) {
    const rows = tx.selectFrom('users').select('id').where('id', 'in', ids).orderBy('id')
    await rows.forNoKeyUpdate().execute()
  }
  const accounts: (AccountWithHash | undefined)[] = []
  for (const id of ids) accounts.push(await accountById(tx, id))
  return accounts
}

/** Ends all sessions and tokens of the account, and tells how many sessions there were. */
export async function endSessionsOf({ backend, tx, account }: Change): Promise<number> {
  const { count } = await tx
    .selectFrom('sessions')
    .select((of) => of.fn.countAll().as('count'))
    .where('user_id', '=', account.id)
    .where('credential_epoch', '=', account.credentialEpoch)
    .executeTakeFirstOrThrow()
  await endAllSessions(tx, account.id, backend.now())
  return Number(count)
}
