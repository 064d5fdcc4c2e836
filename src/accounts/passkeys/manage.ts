// Renaming and removing an account's passkeys. A removal ends the other sessions, and is refused for the last way in.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { accountById, nextEpoch } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { heldEpoch } from '../sessions/sessions.ts'
import { hasAuthenticator } from '../two-factor/authenticator.ts'
import { change } from '../two-factor/two-factor.ts'
import { cleanName } from './name.ts'
import { listPasskeys } from './passkeys.ts'

/** Whose passkeys, and the session that changes them. */
export interface Changer {
  userId: string
  /** The row of the session that asks; the challenge is bound to it. */
  sessionId: string
  by: Acting
}

export function renamePasskey(
  backend: AccountsBackend,
  { userId, by }: Pick<Changer, 'userId' | 'by'>,
  { id, name: given }: { id: string; name: string },
): Promise<'renamed' | 'no-name' | 'not-there'> {
  return transactionWithActivity(backend, async (tx, note) => {
    const name = cleanName(given)
    if (name === undefined) return 'no-name'
    const { numUpdatedRows } = await tx
      .updateTable('passkeys')
      .set({ name })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return 'not-there'
    await note({ userId, kind: 'passkey-renamed', by, detail: { passkey: name } })
    return 'renamed'
  })
}

export type Removed =
  | { kind: 'removed'; credentialEpoch: number; name: string }
  /** There is no other passkey and no password: nobody could sign in any more. */
  | { kind: 'last-way-in' }
  /** Signing in asks for a second step, and nothing else is there to give it. */
  | { kind: 'last-factor' }
  /** Removed already, or nobody's, or somebody else's. */
  | { kind: 'not-there' }
  | { kind: 'no-session' }

export function removePasskey(
  backend: AccountsBackend,
  { userId, sessionId, by }: Changer,
  id: string,
): Promise<Removed> {
  return change<Removed>(backend, async (tx, note, tell) => {
    // The account is held still: of two that are removed at once, the second sees that it is the last.
    if ((await heldEpoch(tx, backend.store.kind, userId, sessionId)) === undefined)
      return { kind: 'no-session' }
    const account = await accountById(tx, userId)
    const passkeys = await listPasskeys(tx, userId)
    const passkey = passkeys.find((one) => one.id === id)
    if (account === undefined || passkey === undefined) return { kind: 'not-there' }
    if (passkeys.length === 1) {
      if (account.passwordHash === null) return { kind: 'last-way-in' }
      if (account.secondFactor && !(await hasAuthenticator(tx, userId))) return { kind: 'last-factor' }
    }
    await tx.deleteFrom('passkeys').where('id', '=', id).where('user_id', '=', userId).execute()
    const credentialEpoch = await raiseEpoch(tx, userId, backend.now())
    await note({ userId, kind: 'passkey-removed', by, detail: { passkey: passkey.name } })
    await tell(userId, 'passkey-removed')
    return { kind: 'removed', credentialEpoch, name: passkey.name }
  })
}

/** Sessions of before it, and remembered devices, are over. Returns the new epoch. */
export async function raiseEpoch(tx: Kysely<Database>, userId: string, now: number): Promise<number> {
  const row = await tx
    .updateTable('users')
    .set({ credential_epoch: nextEpoch, updated_at: now })
    .where('id', '=', userId)
    .returning('credential_epoch')
    .executeTakeFirstOrThrow()
  return row.credential_epoch
}
