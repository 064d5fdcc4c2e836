// Shutting an account, opening it again, and ending its sessions, by the operator or an administrator.
import { setSuspended } from '../account.ts'
import { type Change, type Changed, endSessionsOf } from '../change.ts'
import { noticeToOwner } from '../owner-mail.ts'
import { restoredMail, suspendedMail } from './admin.mail.ts'

/** Nobody signs in to it any more, and its sessions are over at their next request (ASVS V7.4.2). Its owner is told by mail. */
export async function suspend(change: Change): Promise<Changed> {
  const { backend, tx, note, account, by } = change
  if (account.state === 'suspended') return { kind: 'unchanged' }
  const ended = await endSessionsOf(change)
  await setSuspended(tx, account.id, true, backend.now())
  await note({ userId: account.id, kind: 'suspended', by })
  const { username } = account
  await noticeToOwner(
    tx,
    account,
    suspendedMail({ site: backend.settings.siteName, username }),
    backend.now(),
  )
  return { kind: 'done', ended }
}

/** Its owner can sign in again; sessions from before stay ended. */
export async function restore({ backend, tx, note, account, by }: Change): Promise<Changed> {
  if (account.state === 'active') return { kind: 'unchanged' }
  await setSuspended(tx, account.id, false, backend.now())
  await note({ userId: account.id, kind: 'restored', by })
  const { siteName: site, origin } = backend.settings
  const { username } = account
  await noticeToOwner(tx, account, restoredMail({ site, origin, username }), backend.now())
  return { kind: 'done', ended: 0 }
}

/** Ends what there is; the account stays as it is. Written down even where nothing went on: it was asked for. */
export async function signOutEverywhere(change: Change): Promise<Changed> {
  const ended = await endSessionsOf(change)
  await change.note({ userId: change.account.id, kind: 'signed-out-everywhere', by: change.by })
  return { kind: 'done', ended }
}
