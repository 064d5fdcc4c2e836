// One account as an administrator sees it: facts and activity, and a line in the administrator's own.
import { guardedIncrement } from '../../store/once.ts'
import { type Account, accountById } from '../account.ts'
import { listActivity, transactionWithActivity } from '../activity/activity.ts'
import type { ActivityEvent } from '../activity/event.ts'
import type { AccountsBackend } from '../needs.ts'
import { ADMIN_ROLE } from '../roles.ts'
import type { Administrator } from './act.ts'

/** Events on a page. */
const PAGE = 50
/** Whoever reads on, or comes back after each act, has looked once. Milliseconds. */
const ONE_LOOK = 60 * 60_000

export interface Look {
  account: Account
  events: ActivityEvent[]
  /** Where the next older ones begin. */
  older: number | undefined
  /** Their own account. */
  self: boolean
}

/** undefined: there is no such account, and nothing is written. */
export async function lookAtAccount(
  backend: AccountsBackend,
  admin: Administrator,
  { accountId, before }: { accountId: string; before: number | undefined },
): Promise<Look | undefined> {
  const { db } = backend.store
  const account = await accountById(db, accountId)
  if (account === undefined) return undefined
  const self = account.id === admin.id
  if (!self) await noteLook(backend, admin, account)
  const found = await listActivity(db, accountId, { before, limit: PAGE + 1 })
  const events = found.slice(0, PAGE)
  const hidden = !self && account.roles.includes(ADMIN_ROLE)
  return {
    account,
    events: hidden ? events.map(withoutPlace) : events,
    older: found.length > PAGE ? events.at(-1)!.seq : undefined,
    self,
  }
}

/** Where administrators sit is nobody else's business. */
function withoutPlace(event: ActivityEvent): ActivityEvent {
  const { device: _, ...detail } = event.detail
  return { ...event, address: '', userAgent: '', detail }
}

async function noteLook(
  backend: AccountsBackend,
  { id, client }: Administrator,
  { id: accountId, username }: Account,
): Promise<void> {
  const now = backend.now()
  await transactionWithActivity(backend, async (tx, note) => {
    const look = { id: `admin-viewed ${id} ${accountId}`, max: 1, now, expiresAt: now + ONE_LOOK }
    if (!(await guardedIncrement(tx, look)).granted) return
    const by = { actor: 'owner', ...client } as const
    await note({ userId: id, kind: 'admin-viewed', by, detail: { account: username } })
  })
}
