// What an administrator does to somebody else's account: checked, done and written into both activities in one transaction.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import type { Account } from '../account.ts'
import { transactionWithActivity } from '../activity/activity.ts'
import type { ActivityKind } from '../activity/kinds.ts'
import { type Change, type Changed, holdAccounts } from '../change.ts'
import type { AccountsBackend } from '../needs.ts'
import { queueResetLink } from '../password/reset-link.ts'
import { ADMIN_ROLE, grantRole, type RoleChanged, revokeRole } from '../roles.ts'
import { beginFactorRemoval } from '../two-factor/removal.ts'
import { restore, signOutEverywhere, suspend } from './suspend.ts'

interface ActEntry {
  run(change: Change, role: string): Promise<Changed | RoleChanged | { kind: 'not-sent' }>
  /** What stands in the administrator's own activity. */
  kind: ActivityKind
}

/** By the last part of its address. None takes a password, and none gives a session (ASVS V6.4.6). */
const acts = {
  suspend: { run: suspend, kind: 'admin-suspended' },
  restore: { run: restore, kind: 'admin-restored' },
  'sign-out': { run: signOutEverywhere, kind: 'admin-signed-out' },
  reset: { run: startReset, kind: 'admin-started-reset' },
  'remove-factor': { run: startRemoval, kind: 'admin-started-removal' },
  grant: { run: grantRole, kind: 'admin-granted-role' },
  revoke: { run: revokeRole, kind: 'admin-revoked-role' },
} as const satisfies Record<string, ActEntry>

export type ActName = keyof typeof acts
export const actNames = Object.keys(acts) as readonly ActName[]

export interface Administrator {
  id: string
  /** The row of the session that asks. */
  sessionId: string
  client: { address: string; userAgent: string }
}

export type Acted =
  | { kind: 'done'; username: string; ended: number }
  | { kind: 'unchanged'; username: string }
  /** The mail did not go: too many of them, or an account that nobody can sign in to, or that can't be mailed. */
  | { kind: 'not-sent'; username: string }
  | { kind: 'bad-name' | 'too-many'; username: string }
  /** There is no such account. */
  | { kind: 'unknown' }
  /** One's own account. */
  | { kind: 'self' }
  /** The session that asks has ended meanwhile. */
  | { kind: 'no-session' }
  /** Whoever asks is no administrator any more. */
  | { kind: 'not-admin' }

/**
 * Both accounts are held still meanwhile: whoever acts is an active administrator when the act takes effect, not only when
 * it was asked for, and stays one. So of any number who demote or suspend each other at once, one is left.
 * @param asked `role` is for granting and revoking
 */
export async function actAsAdministrator(
  backend: AccountsBackend,
  { id, sessionId, client }: Administrator,
  asked: { act: ActName; accountId: string; role: string },
): Promise<Acted> {
  const { run, kind }: ActEntry = acts[asked.act]
  const acted = await transactionWithActivity(backend, async (tx, note): Promise<Acted> => {
    const [admin, account] = await holdAccounts(tx, backend.store.kind, [id, asked.accountId])
    if (admin === undefined || !(await goesOn(tx, admin, sessionId))) return { kind: 'no-session' }
    if (!admin.roles.includes(ADMIN_ROLE)) return { kind: 'not-admin' }
    if (account === undefined) return { kind: 'unknown' }
    if (account.id === admin.id) return { kind: 'self' }
    // Where an administrator sits is for their own activity alone.
    const by = { actor: `admin:${admin.id}`, address: '', userAgent: '' } as const
    const outcome = await run({ backend, tx, note, account, by }, asked.role)
    const { username } = account
    if (outcome.kind !== 'done') return { ...outcome, username }
    const detail = { account: username, ...(asked.role !== '' && { role: asked.role }) }
    await note({ userId: admin.id, kind, by: { actor: 'owner', ...client }, detail })
    return { ...outcome, username }
  })
  if (acted.kind === 'done') backend.nudgeMail()
  return acted
}

async function goesOn(tx: Kysely<Database>, admin: Account, sessionId: string): Promise<boolean> {
  if (admin.state !== 'active' || admin.deletesAt !== null) return false
  const session = await tx
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('user_id', '=', admin.id)
    .where('credential_epoch', '=', admin.credentialEpoch)
    .executeTakeFirst()
  return session !== undefined
}

/** Mails its owner a link, to an unconfirmed address too. Nothing changes until the owner uses it. */
async function startReset({ backend, tx, note, account, by }: Change) {
  if (!(await queueResetLink(backend, tx, account))) return { kind: 'not-sent' } as const
  await note({ userId: account.id, kind: 'password-reset-asked', by })
  return { kind: 'done', ended: 0 } as const
}

/** Begins the wait of everybody who has lost every second factor; nobody can skip it, and the password is needed too. */
async function startRemoval(change: Change) {
  const asked = await beginFactorRemoval(change)
  switch (asked.kind) {
    case 'none':
      return { kind: 'unchanged' } as const
    case 'no-address':
      return { kind: 'not-sent' } as const
    case 'waiting':
      return asked.begun ? ({ kind: 'done', ended: 0 } as const) : ({ kind: 'unchanged' } as const)
  }
}
