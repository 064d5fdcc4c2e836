// Whether an authenticator's answer holds: signature, site, flags. The mathematics is @simplewebauthn/server's.
import { ALGORITHMS } from './options.ts'
import { knownTransports, type Passkey } from './passkeys.ts'
import type { RelyingParty } from './relying-party.ts'
import type { AssertionResponse, AttestationResponse } from './response.ts'

/** Loaded when first needed: it takes half a second and 25 MB, which commands and sites without passkeys need not spend. */
let loading: Promise<Library> | undefined
type Library = Awaited<ReturnType<typeof load>>

async function load() {
  const [verify, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ])
  return { ...verify, ...helpers }
}

function library(): Promise<Library> {
  loading ??= load()
  return loading
}

export type VerifiedPasskey = Pick<
  Passkey,
  'id' | 'publicKey' | 'counter' | 'transports' | 'backupEligible' | 'backedUp' | 'aaguid'
>

/**
 * A new passkey, or undefined. `silently`: a browser made it by itself after a sign-in, so that nobody was there to touch
 * anything (WebAuthn Level 3 5.1.3, conditional create); in no other ceremony is that let through.
 */
export async function verifyAttestation(
  rp: RelyingParty,
  response: AttestationResponse,
  { challenge, silently }: { challenge: string; silently: boolean },
): Promise<VerifiedPasskey | undefined> {
  const { verifyRegistrationResponse, decodeAttestationObject } = await library()
  const { id, clientDataJSON, attestationObject, transports } = response
  try {
    const { fmt, selfSigned } = statementOf(decodeAttestationObject(bytes(attestationObject)))
    // None was asked for, so browsers send none, or one that the new key signed itself. Certificates of strangers are
    // not even looked at: checking them would fetch addresses that stand in them.
    if (fmt !== 'none' && !selfSigned) return undefined
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserPresence: !silently,
      requireUserVerification: !silently,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    // The library takes the id that the authenticator signed; a page that says another one is not ours.
    if (!verified || registrationInfo.credential.id !== id) return undefined
    return {
      id,
      publicKey: Buffer.from(registrationInfo.credential.publicKey).toString('base64url'),
      counter: registrationInfo.credential.counter,
      transports: knownTransports(transports),
      backupEligible: registrationInfo.credentialDeviceType === 'multiDevice',
      backedUp: registrationInfo.credentialBackedUp,
      aaguid: registrationInfo.aaguid,
    }
  } catch {
    // It throws on whatever is wrong, with foreign text in its message.
    return undefined
  }
}

function statementOf(attestation: ReturnType<Library['decodeAttestationObject']>) {
  const fmt = attestation.get('fmt')
  return { fmt, selfSigned: fmt === 'packed' && attestation.get('attStmt').get('x5c') === undefined }
}

/** What an assertion says beside who signed it. */
export interface Seen {
  counter: number
  backedUp: boolean
}

/** Undefined unless this very passkey has signed it, for this site, with its user present and verified. */
export async function verifyAssertion(
  rp: RelyingParty,
  passkey: Passkey,
  response: AssertionResponse,
  challenge: string,
): Promise<Seen | undefined> {
  const { verifyAuthenticationResponse } = await library()
  const { id, clientDataJSON, authenticatorData, signature } = response
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      // The library would judge the counter before the signature. A counter that anybody could write proves nothing, so it
      // is given none here; `useCounter` judges it afterwards.
      credential: { id, publicKey: bytes(passkey.publicKey), counter: 0 },
      requireUserVerification: true,
    })
    // Whether a key can be copied is settled when it is made (WebAuthn Level 3 7.2, step 20).
    const eligible = authenticationInfo.credentialDeviceType === 'multiDevice'
    if (!verified || eligible !== passkey.backupEligible) return undefined
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
  } catch {
    return undefined
  }
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}
