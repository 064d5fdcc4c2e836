// Signing in by a passkey alone: it says itself whose it is. It counts as two factors, since its user is verified.
import { type Account, accountById } from '../account.ts'
import type { Acting } from '../activity/activity.ts'
import { type Device, isKnownDevice } from '../login/device.ts'
import type { AccountsBackend } from '../needs.ts'
import { checkAssertion, type Refused, refused, useAssertion } from './assertion.ts'
import { beginCeremony } from './ceremony.ts'
import { requestOptions } from './options.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'
import type { AssertionResponse } from './response.ts'

/** The same for everybody: it asks for whichever passkey the visitor has. */
export async function beginSignIn(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  visitor: string,
) {
  const challenge = await beginCeremony(store.db, { purpose: 'sign-in', visitor, now: now() })
  return requestOptions(relyingParty(settings), { challenge, allowed: [] })
}

export type PasskeySignIn =
  | { kind: 'proven'; account: Account; knownDevice: boolean }
  /** Its owner has left, and may come back until `deletesAt`. */
  | { kind: 'leaving'; account: Account }
  | Refused

/** Makes no session: that is the routes' part, with the account that is proven here. */
export async function signInByPasskey(
  backend: AccountsBackend,
  {
    visitor,
    response,
    device,
    by,
  }: {
    visitor: string
    response: AssertionResponse
    /** Whose device this is, by a token that the routes have verified. */
    device: Device | null
    by: Acting
  },
): Promise<PasskeySignIn> {
  const checked = await checkAssertion(backend, { purpose: 'sign-in', visitor }, response)
  if (checked.kind === 'refused') return checked
  const { userId } = checked.passkey
  // Nobody has said before who they are, so the passkey has to (WebAuthn Level 3 7.2, step 6).
  if (response.userHandle !== userHandleOf(userId)) return refused('other-account')
  return useAssertion<PasskeySignIn>(backend, checked, by, async (tx) => {
    const account = await accountById(tx, userId)
    if (account === undefined || account.state !== 'active') return refused('account-state')
    if (account.deletesAt !== null) {
      return account.deletesAt > backend.now() ? { kind: 'leaving', account } : refused('account-state')
    }
    if (!isConfirmedEnough(backend, account)) return refused('account-state')
    return { kind: 'proven', account, knownDevice: isKnownDevice(account, device) }
  })
}

function isConfirmedEnough({ settings }: AccountsBackend, account: Account): boolean {
  return settings.email.verification !== 'required' || account.emailVerifiedAt !== null
}
