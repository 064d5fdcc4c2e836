// An assertion from its arrival to its use: the ceremony ends, the passkey is found, its signature holds, its counter has grown.
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { type Acting, transactionWithActivity } from '../activity/activity.ts'
import type { AccountsBackend } from '../needs.ts'
import { type About, type Ceremony, endCeremony } from './ceremony.ts'
import { type ClientDataFault, readClientData } from './client-data.ts'
import { findPasskey, type Passkey, useCounter } from './passkeys.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'
import type { AssertionResponse } from './response.ts'
import { type Seen, verifyAssertion } from './verify.ts'

/** For the log; a visitor gets the same words for all of them. */
export type Fault =
  | ClientDataFault
  /** Used up, too old, of another visitor or purpose, or never ours. */
  | 'challenge'
  /** No account has this passkey. */
  | 'unknown-passkey'
  /** It belongs to another account than the one it was asked of, or says so. */
  | 'other-account'
  /** Signature, domain, or a flag that has to be set. */
  | 'not-verified'
  /** The counter did not grow: a copy of the key, perhaps. */
  | 'counter'
  /** Suspended, gone, left for too long, or not confirmed where that is required. */
  | 'account-state'

export interface Refused {
  kind: 'refused'
  fault: Fault
}

export interface Verified {
  kind: 'verified'
  passkey: Passkey
  seen: Seen
  about: About
}

/**
 * Whether it is the answer to a challenge of this visitor, by a passkey that we know. The challenge is used up first, so
 * that no answer is looked at twice. Nothing is changed yet: `useAssertion` does.
 */
export async function checkAssertion(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  ceremony: Omit<Ceremony, 'now'>,
  response: AssertionResponse,
): Promise<Verified | Refused> {
  const rp = relyingParty(settings)
  const said = readClientData(response.clientDataJSON, { type: 'webauthn.get', origin: rp.origin })
  if (said.kind === 'wrong') return refused(said.fault)
  const about = await endCeremony(store.db, { ...ceremony, now: now() }, said.challenge)
  if (about === undefined) return refused('challenge')
  const passkey = await findPasskey(store.db, response.id)
  if (passkey === undefined) return refused('unknown-passkey')
  const { userHandle = userHandleOf(passkey.userId) } = response
  if (userHandle !== userHandleOf(passkey.userId)) return refused('other-account')
  const seen = await verifyAssertion(rp, passkey, response, said.challenge)
  return seen === undefined ? refused('not-verified') : { kind: 'verified', passkey, seen, about }
}

/**
 * Uses it, together with what `then` does: of any number of assertions with one counter one is used (zero counters
 * apart). A counter that has not grown stands in the activity: the owner may have a copied key.
 */
export async function useAssertion<T>(
  backend: AccountsBackend,
  { passkey, seen }: Verified,
  by: Acting,
  then: (tx: Kysely<Database>) => Promise<T>,
): Promise<T | Refused> {
  const { userId, name } = passkey
  return transactionWithActivity(backend, async (tx, note) => {
    const use = await useCounter(tx, { id: passkey.id, ...seen, now: backend.now() })
    if (use === 'used') return then(tx)
    if (use === 'gone') return refused('unknown-passkey')
    await note({
      userId,
      kind: 'passkey-refused',
      by,
      detail: { passkey: name, why: 'its counter ran backwards' },
    })
    return refused('counter')
  })
}

export function refused(fault: Fault): Refused {
  return { kind: 'refused', fault }
}
