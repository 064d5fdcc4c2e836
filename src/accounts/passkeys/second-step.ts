// A passkey as the second step after a password: one of the account's own, for a sign-in that is half done.
import type { ProofMethod } from '../../backend.ts'
import { hashToken } from '../../crypto/token.ts'
import type { Account } from '../account.ts'
import { type Acting, noteActivity } from '../activity/activity.ts'
import { consumeChallenge, countTry, findChallenge } from '../login/challenge.ts'
import type { AccountsBackend } from '../needs.ts'
import { checkAssertion, type Refused, refused, useAssertion } from './assertion.ts'
import { beginCeremony } from './ceremony.ts'
import { requestOptions } from './options.ts'
import { listPasskeys } from './passkeys.ts'
import { relyingParty } from './relying-party.ts'
import type { AssertionResponse } from './response.ts'

/** The sign-in is used up, too old, tried too often, or its account has changed: the password is asked for again. */
export interface Over {
  kind: 'over'
}

export interface HalfDone {
  /** The token of what is proven so far, from its cookie. */
  challenge: string
  visitor: string
}

/** `none`: the account has no passkey. */
export async function beginPasskeyStep(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  { challenge: token, visitor }: HalfDone,
): Promise<{ kind: 'options'; options: ReturnType<typeof requestOptions> } | { kind: 'none' } | Over> {
  const half = await findChallenge(store.db, token, now())
  if (half === undefined) return { kind: 'over' }
  const allowed = await listPasskeys(store.db, half.account.id)
  if (allowed.length === 0) return { kind: 'none' }
  const ceremony = { purpose: 'second-step', visitor, now: now() } as const
  const challenge = await beginCeremony(store.db, ceremony, { half: hashToken(token) })
  return { kind: 'options', options: requestOptions(relyingParty(settings), { challenge, allowed }) }
}

export type PasskeyStep =
  /** Everything proven, both steps together. */
  { kind: 'proven'; account: Account; proven: ProofMethod[]; knownDevice: boolean } | Refused | Over

/** Tries are counted with those of codes, and a failure stands in the activity: somebody knows the password. */
export async function takePasskeyStep(
  backend: AccountsBackend,
  { challenge: token, visitor, response, by }: HalfDone & { response: AssertionResponse; by: Acting },
): Promise<PasskeyStep> {
  const { store, now } = backend
  const half = await findChallenge(store.db, token, now())
  if (half === undefined || !(await countTry(store.db, token, now()))) return { kind: 'over' }
  const step = await useStep(backend, { token, userId: half.account.id, visitor, response, by })
  if (step.kind === 'refused' && step.fault !== 'counter') {
    const detail = { at: 'the second step' }
    await noteActivity(backend, { userId: half.account.id, kind: 'passkey-refused', by, detail })
  }
  return step
}

async function useStep(
  backend: AccountsBackend,
  {
    token,
    userId,
    visitor,
    response,
    by,
  }: { token: string; userId: string; visitor: string; response: AssertionResponse; by: Acting },
): Promise<PasskeyStep> {
  const checked = await checkAssertion(backend, { purpose: 'second-step', visitor }, response)
  if (checked.kind === 'refused') return checked
  if (checked.about['half'] !== hashToken(token)) return refused('challenge')
  if (checked.passkey.userId !== userId) return refused('other-account')
  return useAssertion<PasskeyStep>(backend, checked, by, async (tx) => {
    const half = await consumeChallenge(tx, token, backend.now())
    if (half === undefined) return { kind: 'over' }
    const { account, proven, knownDevice } = half
    return { kind: 'proven', account, proven: [...proven, 'passkey'], knownDevice }
  })
}
