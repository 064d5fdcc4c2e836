// Proving once more who one is, by a passkey of the account that is signed in.
import { type AccountWithHash, accountById } from '../account.ts'
import { type Acting, noteActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { checkAssertion, type Refused, refused, useAssertion } from './assertion.ts'
import { beginCeremony } from './ceremony.ts'
import { requestOptions } from './options.ts'
import { listPasskeys } from './passkeys.ts'
import { relyingParty } from './relying-party.ts'
import type { AssertionResponse } from './response.ts'

/** Undefined: the account has no passkey. */
export async function beginConfirming(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  { userId, visitor }: { userId: string; visitor: string },
) {
  const allowed = await listPasskeys(store.db, userId)
  if (allowed.length === 0) return undefined
  const ceremony = { purpose: 'confirm', visitor, now: now() } as const
  const challenge = await beginCeremony(store.db, ceremony, { userId })
  return requestOptions(relyingParty(settings), { challenge, allowed })
}

/** A failure stands in the activity. The new token for the session is the routes' part. */
export async function provePasskey(
  backend: AccountsBackend,
  {
    userId,
    visitor,
    response,
    by,
  }: { userId: string; visitor: string; response: AssertionResponse; by: Acting },
): Promise<{ kind: 'proven'; account: AccountWithHash } | Refused> {
  const proof = await prove(backend, { userId, visitor, response, by })
  if (proof.kind === 'refused' && proof.fault !== 'counter') {
    const detail = { at: 'the question whether it is you' }
    await noteActivity(backend, { userId, kind: 'passkey-refused', by, detail })
  }
  return proof
}

async function prove(
  backend: AccountsBackend,
  {
    userId,
    visitor,
    response,
    by,
  }: { userId: string; visitor: string; response: AssertionResponse; by: Acting },
): Promise<{ kind: 'proven'; account: AccountWithHash } | Refused> {
  const checked = await checkAssertion(backend, { purpose: 'confirm', visitor }, response)
  if (checked.kind === 'refused') return checked
  if (checked.about['userId'] !== userId) return refused('challenge')
  if (checked.passkey.userId !== userId) return refused('other-account')
  return useAssertion<{ kind: 'proven'; account: AccountWithHash } | Refused>(
    backend,
    checked,
    by,
    async (tx) => {
      const account = await accountById(tx, userId)
      return account === undefined ? refused('account-state') : { kind: 'proven', account }
    },
  )
}
