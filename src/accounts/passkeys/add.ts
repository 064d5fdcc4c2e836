// Adding a passkey to the account that is signed in. It ends the other sessions, as every change of credentials does.
import { accountById } from '../account.ts'
import type { AccountsBackend } from '../needs.ts'
import { deviceInWords } from '../sessions/device-in-words.ts'
import { heldEpoch } from '../sessions/sessions.ts'
import { change } from '../two-factor/two-factor.ts'
import { type Refused, refused } from './assertion.ts'
import { checkAttestation } from './attestation.ts'
import { beginCeremony } from './ceremony.ts'
import { type Changer, raiseEpoch } from './manage.ts'
import { cleanName, suggestedName } from './name.ts'
import { creationOptions } from './options.ts'
import { insertPasskey, listPasskeys, MOST_PASSKEYS } from './passkeys.ts'
import { relyingParty } from './relying-party.ts'
import type { AttestationResponse } from './response.ts'

/** Undefined: there are as many as an account may have. */
export async function beginAdding(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  { userId, sessionId, silently }: Pick<Changer, 'userId' | 'sessionId'> & { silently: boolean },
) {
  const account = await accountById(store.db, userId)
  const existing = await listPasskeys(store.db, userId)
  if (account === undefined || existing.length >= MOST_PASSKEYS) return undefined
  const purpose = silently ? 'add-silently' : 'add'
  const challenge = await beginCeremony(store.db, { purpose, visitor: sessionId, now: now() }, { userId })
  return creationOptions(relyingParty(settings), { challenge, account, existing, silently })
}

export type Added =
  | { kind: 'added'; credentialEpoch: number; name: string }
  /** This very passkey is somebody's already. */
  | { kind: 'known' }
  | { kind: 'full' }
  /** The session that asks was itself ended meanwhile. */
  | { kind: 'no-session' }
  | Refused

export async function addPasskey(
  backend: AccountsBackend,
  { userId, sessionId, by }: Changer,
  { response, name, silently }: { response: AttestationResponse; name: string; silently: boolean },
): Promise<Added> {
  const purpose = silently ? 'add-silently' : 'add'
  const checked = await checkAttestation(backend, { purpose, visitor: sessionId }, response)
  if (checked.kind === 'refused') return checked
  if (checked.about['userId'] !== userId) return refused('challenge')
  const { passkey } = checked
  const called = cleanName(name) ?? suggestedName(passkey.aaguid, deviceInWords(by.userAgent))
  const now = backend.now()
  return change<Added>(backend, async (tx, note, tell) => {
    if ((await heldEpoch(tx, backend.store.kind, userId, sessionId)) === undefined)
      return { kind: 'no-session' }
    if ((await listPasskeys(tx, userId)).length >= MOST_PASSKEYS) return { kind: 'full' }
    if (!(await insertPasskey(tx, { ...passkey, userId, name: called, createdAt: now })))
      return { kind: 'known' }
    const credentialEpoch = await raiseEpoch(tx, userId, now)
    await note({ userId, kind: 'passkey-added', by, detail: { passkey: called } })
    await tell(userId, 'passkey-added')
    return { kind: 'added', credentialEpoch, name: called }
  })
}
