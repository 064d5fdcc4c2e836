// The answer to a request for a new passkey: the ceremony ends, and what the authenticator made is looked at.
import type { AccountsBackend } from '../needs.ts'
import { type Refused, refused } from './assertion.ts'
import { type About, type Ceremony, endCeremony } from './ceremony.ts'
import { readClientData } from './client-data.ts'
import { relyingParty } from './relying-party.ts'
import type { AttestationResponse } from './response.ts'
import { type VerifiedPasskey, verifyAttestation } from './verify.ts'

/** The ceremony of a new passkey from its other end; `about` is what it was begun for. */
export async function checkAttestation(
  { store, settings, now }: Pick<AccountsBackend, 'store' | 'settings' | 'now'>,
  ceremony: Omit<Ceremony, 'now'>,
  response: AttestationResponse,
): Promise<{ kind: 'verified'; passkey: VerifiedPasskey; about: About } | Refused> {
  const rp = relyingParty(settings)
  const said = readClientData(response.clientDataJSON, { type: 'webauthn.create', origin: rp.origin })
  if (said.kind === 'wrong') return refused(said.fault)
  const about = await endCeremony(store.db, { ...ceremony, now: now() }, said.challenge)
  if (about === undefined) return refused('challenge')
  const silently = ceremony.purpose === 'add-silently'
  const passkey = await verifyAttestation(rp, response, { challenge: said.challenge, silently })
  return passkey === undefined ? refused('not-verified') : { kind: 'verified', passkey, about }
}
