// Using a mailed link of an account while the account is held still, so that nothing changes between look and act.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { AccountWithHash } from '../account.ts'
import { holdAccounts } from '../change.ts'
import { consumeLink, type LinkPurpose, peekLink } from '../link-token.ts'

export interface HeldLink<Payload> {
  /** As it is until the end of the transaction. */
  account: AccountWithHash
  payload: Payload
}

/**
 * Uses the link; undefined when it is used, too old, replaced, or none of ours. The account is held first, and only then
 * the link: two links of one account wait for each other, always in this order, and get into no deadlock.
 */
export async function useHeldLink<Payload>(
  tx: Kysely<Database>,
  kind: Store['kind'],
  { purpose, token, now }: { purpose: LinkPurpose; token: string; now: number },
): Promise<HeldLink<Payload> | undefined> {
  const userId = (await peekLink(tx, purpose, token, now))?.userId ?? undefined
  if (userId === undefined) return undefined
  const [account] = await holdAccounts(tx, kind, [userId])
  const link = await consumeLink<Payload>(tx, purpose, token, now)
  return link && account && { account, payload: link.payload }
}
