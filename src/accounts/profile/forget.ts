// The end of an account: when its time has come, nothing of it remains in any table. ASVS V14.2.7.
import { setImmediate as otherRequestsFirst } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type AccountWithHash, accountById } from '../account.ts'
import { attemptCounter } from '../email/mail-allowance.ts'
import { linkPurposes, mailCounter } from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { clearGuesses, throttleId } from '../throttle.ts'
import { isMailTo } from './own-mail.ts'

/** Accounts looked up at once. Each goes in a transaction of its own, and others get their turn in between. */
const BATCH = 100

type Step = (backend: Keys, tx: Kysely<Database>, account: AccountWithHash) => Promise<unknown>
type Keys = Pick<AccountsBackend, 'keys'>

/**
 * What goes before the account's own row does; a room that keeps something of people adds its step. Rows that name the
 * account by a foreign key (sessions, tokens, activity and its head) go with it. A step may run more than once.
 */
const STEPS: readonly Step[] = [forgetMail, forgetGuesses, forgetCounts, forgetUploads]

/**
 * Removes the account in the caller's transaction, if it is due; false when it isn't, or is gone. Whoever comes back at
 * the same moment either finds it whole or not at all: on Postgres its row is held, SQLite has one writer.
 */
export async function forgetAccount(
  { keys, store }: Pick<AccountsBackend, 'keys' | 'store'>,
  tx: Kysely<Database>,
  userId: string,
  now: number,
): Promise<boolean> {
  const due = tx.selectFrom('users').select('id').where('id', '=', userId).where('deletes_at', '<=', now)
  const held = await (store.kind === 'postgres' ? due.forUpdate() : due).executeTakeFirst()
  const account = held && (await accountById(tx, userId))
  if (account === undefined) return false
  for (const step of STEPS) await step({ keys }, tx, account)
  await tx.deleteFrom('users').where('id', '=', userId).execute()
  return true
}

function forgetMail(_backend: Keys, tx: Kysely<Database>, account: AccountWithHash) {
  return tx.deleteFrom('outbox').where(isMailTo(account)).execute()
}

/** Under the newest secret; counts made with an older one are swept when their time is over. */
function forgetGuesses({ keys }: Keys, tx: Kysely<Database>, { id, usernameKey, emailKey }: AccountWithHash) {
  const typed = [`username_key ${usernameKey}`, `email_key ${emailKey}`].map((name) => ({ typed: name }))
  const targets = [...typed, { knownDeviceOf: id }, { confirmOf: id }, { secondFactorOf: id }]
  return clearGuesses(
    tx,
    targets.map((target) => throttleId(keys, target)),
  )
}

function forgetCounts(_backend: Keys, tx: Kysely<Database>, { id }: AccountWithHash) {
  const counts = [...linkPurposes.map((purpose) => mailCounter(purpose, id)), attemptCounter(id)]
  return tx.deleteFrom('counters').where('id', 'in', counts).execute()
}

/** What was sent and what it was called is told by nothing from here on; the janitor's same round takes the bytes. */
function forgetUploads(_backend: Keys, tx: Kysely<Database>, { id }: AccountWithHash) {
  const nameless = { state: 'gone', user_id: null, name: '', sha256: '' } as const
  return tx.updateTable('uploads').set(nameless).where('user_id', '=', id).execute()
}

/** Removes all accounts whose time to come back is over. Returns how many went. */
export async function forgetLeavers(
  backend: Pick<AccountsBackend, 'keys' | 'store' | 'now' | 'log'>,
): Promise<number> {
  const { store, now, log } = backend
  let gone = 0
  for (let after = ''; ; ) {
    const due = await store.db
      .selectFrom('users')
      .select('id')
      .where('deletes_at', '<=', now())
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const { id } of due) {
      await otherRequestsFirst()
      try {
        if (await store.transaction((tx) => forgetAccount(backend, tx, id, now()))) gone++
      } catch (error) {
        // One that can't go must not keep the others.
        log.warn(
          { err: error, user: id },
          'an account that is due could not be deleted; the next round tries again',
        )
      }
    }
    const last = due.at(-1)
    if (last === undefined || due.length < BATCH) return gone
    after = last.id
  }
}
