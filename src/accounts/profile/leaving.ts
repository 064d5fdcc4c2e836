// Leaving: an account is marked, nobody can sign in, and until its time is over its owner can call it back.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { accountById, endAllSessions } from '../account.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import {
  consumeLink,
  issueLink,
  type LinkPurpose,
  linkPurposes,
  peekLink,
  revokeLinks,
} from '../link-token.ts'
import type { AccountsBackend } from '../needs.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { usernameKey } from '../username.ts'
import { forgetAccount } from './forget.ts'
import { cameBackMail, leavingMail } from './leaving.mail.ts'

const SECOND = 1000
/**
 * What a thief could have changed stays to be undone: after a change of the address, the notice of leaving goes to the
 * new one, and this link is all that the person at the old one has.
 */
const STAYS: LinkPurpose = 'email-undo'
const WORTHLESS_AFTERWARDS = linkPurposes.filter((purpose) => purpose !== STAYS)

/** What a link back is good for: this leaving, and not a later one. */
interface Return {
  deletesAt: number
}

export type Leaving =
  | { kind: 'leaving'; deletesAt: number }
  /** With `account.deleteAfter` at 0. */
  | { kind: 'gone' }
  | { kind: 'wrong-name' }
  /** Leaving already, or gone. */
  | { kind: 'no-account' }

/** Asks for the user name, so that nobody leaves by a slip of the hand. Ends all sessions, this one too. */
export async function leave(
  backend: AccountsBackend,
  { userId, username, by }: { userId: string; username: string; by: Acting },
): Promise<Leaving> {
  const { settings } = backend
  const lifetime = settings.account.deleteAfter
  const left = await transactionWithActivity(backend, async (tx, note): Promise<Leaving> => {
    const account = await accountById(tx, userId)
    if (account === undefined) return { kind: 'no-account' }
    if (usernameKey(username.trim()) !== account.usernameKey) return { kind: 'wrong-name' }
    const now = backend.now()
    const deletesAt = now + lifetime * SECOND
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ deletes_at: deletesAt })
      .where('id', '=', userId)
      .where('deletes_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return { kind: 'no-account' }
    await endAllSessions(tx, userId, now)
    await revokeLinks(tx, userId, WORTHLESS_AFTERWARDS)
    await note({ userId, kind: 'deletion-asked', by })
    if (lifetime === 0) {
      await forgetAccount(backend, tx, userId, now)
      return { kind: 'gone' }
    }
    if (account.emailVerifiedAt !== null) {
      // Beside the one that a sign-in makes: neither takes the other's place.
      const token = await issueReturn(tx, { userId, deletesAt, now, amongOthers: true })
      const { username: name } = account
      const mail = leavingMail({ ...siteOf(backend), username: name, token, deletesAt: new Date(deletesAt) })
      await noticeToOwner(tx, account, mail, now)
    }
    return { kind: 'leaving', deletesAt }
  })
  if (left.kind === 'leaving') backend.nudgeMail()
  return left
}

/** For somebody who has just signed in to an account that they have left; undefined when it is too late. */
export function offerReturn(backend: AccountsBackend, userId: string): Promise<string | undefined> {
  return backend.store.transaction(async (tx) => {
    const now = backend.now()
    const { deletesAt = null } = (await accountById(tx, userId)) ?? {}
    if (deletesAt === null || deletesAt <= now) return undefined
    return issueReturn(tx, { userId, deletesAt, now })
  })
}

function issueReturn(
  tx: Kysely<Database>,
  {
    userId,
    deletesAt,
    now,
    amongOthers = false,
  }: Return & { userId: string; now: number; amongOthers?: boolean },
): Promise<string> {
  const payload = { deletesAt } satisfies Return
  // Whole seconds, and so perhaps a moment longer than the account is there; the account decides.
  const lifetime = Math.ceil((deletesAt - now) / SECOND)
  return issueLink(tx, { purpose: 'return', userId, payload, lifetime, now, amongOthers })
}

/** Until when one can come back by this link; undefined when it is worth nothing. Uses nothing up. */
export async function peekReturn(
  { store, now }: Pick<AccountsBackend, 'store' | 'now'>,
  token: string,
): Promise<number | undefined> {
  const link = await peekLink<Return>(store.db, 'return', token, now())
  const account = link && (await accountById(store.db, link.userId ?? ''))
  const deletesAt = account?.deletesAt ?? null
  return deletesAt !== null && deletesAt === link?.payload.deletesAt && deletesAt > now()
    ? deletesAt
    : undefined
}

/** False when the link is worth nothing. Nobody is signed in by it. */
export async function comeBack(
  backend: AccountsBackend,
  { token, by }: { token: string; by: Acting },
): Promise<boolean> {
  const back = await transactionWithActivity(backend, async (tx, note) => {
    const now = backend.now()
    const link = await consumeLink<Return>(tx, 'return', token, now)
    if (link === undefined || link.userId === null) return false
    const { userId, payload } = link
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ deletes_at: null, updated_at: now })
      .where('id', '=', userId)
      .where('deletes_at', '=', payload.deletesAt)
      .where('deletes_at', '>', now)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await revokeLinks(tx, userId, ['return'])
    await note({ userId, kind: 'deletion-cancelled', by })
    const account = await accountById(tx, userId)
    if (account !== undefined) {
      const mail = cameBackMail({ ...siteOf(backend), username: account.username })
      await noticeToOwner(tx, account, mail, now)
    }
    return true
  })
  if (back) backend.nudgeMail()
  return back
}

function siteOf({ settings: { siteName: site, origin } }: AccountsBackend) {
  return { site, origin }
}
