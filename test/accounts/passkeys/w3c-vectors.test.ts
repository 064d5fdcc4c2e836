// The 15 pairs of WebAuthn Level 3, section 16: what the library makes of each, what it leaves unverified, and what we take.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { readClientData } from '../../../src/accounts/passkeys/client-data.ts'
import type { Passkey } from '../../../src/accounts/passkeys/passkeys.ts'
import { assertionResponse, attestationResponse } from '../../../src/accounts/passkeys/response.ts'
import { verifyAssertion, verifyAttestation } from '../../../src/accounts/passkeys/verify.ts'

const FILE = new URL('../../../../shared/vectors/webauthn-w3c.json', import.meta.url)
const RP = { id: 'example.org', name: 'Example', origin: 'https://example.org' }
/** All that stand in the vectors: EdDSA, ES256, RS256, ES384, ES512 and Ed448. */
const ALL = [-8, -7, -257, -35, -36, -53]

type Hex = Record<
  'challenge' | 'clientDataJSON' | 'attestationObject' | 'authenticatorData' | 'signature',
  string
>
interface Vector {
  id: string
  title: string
  registration: Hex
  authentication: Hex
}

/** What is expected of a vector. Left out: verified by the library, refused by us. */
interface Expected {
  /** A part of the library's words, where it refuses. */
  library?: { attestation?: string; assertion?: string }
  /** What we take: made by hand, made silently by a browser, used. */
  ours: ('attestation' | 'silent attestation' | 'assertion')[]
  /** What the library does not verify, or why it refuses; and what we do about it. */
  note: string
}

const SELF_NOTE = 'nothing says which make it is: no certificate is there to verify.'
const CHAIN_NOTE =
  'the signature of the statement is verified, its certificate’s chain is not: no roots are set, since nobody is asked for a statement. We refuse statements with certificates.'

const EXPECTED: Record<string, Expected> = {
  'none-es256': {
    ours: ['silent attestation'],
    note: `${SELF_NOTE} Its user was not verified either time, so only a silent one is taken.`,
  },
  'packed-self-es256': {
    ours: ['attestation', 'silent attestation'],
    note: `${SELF_NOTE} The new key signed the statement, which is verified. The assertion is without user verification, and so refused.`,
  },
  'none-es256-crossOrigin': {
    ours: ['attestation', 'silent attestation', 'assertion'],
    note: '`crossOrigin: true` is let through, at registration unseen and at authentication for want of a `topOrigin`. We refuse it before the library is asked.',
  },
  'none-es256-topOrigin': {
    library: { assertion: 'Detected cross-origin authentication' },
    ours: ['silent attestation'],
    note: '`topOrigin` is not looked at in registrations. We refuse it before the library is asked.',
  },
  'none-es256-long-credential-id': {
    ours: ['silent attestation', 'assertion'],
    note: `${SELF_NOTE} 1023 bytes are the longest id there may be; the library sets no limit, our schema does.`,
  },
  'packed-es256': { ours: ['assertion'], note: CHAIN_NOTE },
  'packed-es384': {
    ours: ['assertion'],
    note: `${CHAIN_NOTE} ES384 is not among what we offer, so no such key is ever kept.`,
  },
  'packed-es512': { ours: [], note: `${CHAIN_NOTE} ES512 is not among what we offer.` },
  'packed-rs256': { ours: [], note: CHAIN_NOTE },
  'packed-eddsa': { ours: [], note: CHAIN_NOTE },
  'packed-ed448': {
    library: { assertion: 'invalid alg -53' },
    ours: [],
    note: `${CHAIN_NOTE} Its assertion is left unverified: the library has no Ed448 (COSE -53), and takes the registration all the same where a caller lists it. We don’t.`,
  },
  'tpm-es256': {
    library: { attestation: 'Could not match TPM manufacturer' },
    ours: ['assertion'],
    note: 'the vector’s TPM is of no real maker, and the library knows the real ones alone.',
  },
  'android-key-es256': {
    library: { attestation: 'certificate path' },
    ours: [],
    note: 'the library holds Google’s roots and the vector’s chain ends elsewhere.',
  },
  'apple-es256': {
    library: { attestation: 'could not be chained' },
    ours: [],
    note: 'the library holds Apple’s root and the vector’s chain ends elsewhere.',
  },
  'fido-u2f-es256': {
    library: { attestation: 'AAGUID' },
    ours: [],
    note: 'U2F keys say no make; the library insists on zeros where the vector has others.',
  },
}

if (!existsSync(FILE)) {
  test('the vectors of WebAuthn Level 3, section 16', (t) =>
    t.skip('left out: ../shared/vectors/webauthn-w3c.json is not beside this checkout'))
} else {
  const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as Vector[]

  test('each vector has its note, and each note its vector', () => {
    const names = vectors.map(({ id }) => id.replace('sctn-test-vectors-', ''))
    assert.deepEqual(names, Object.keys(EXPECTED))
  })

  for (const { id, title, registration, authentication } of vectors) {
    const { library = {}, ours, note } = EXPECTED[id.replace('sctn-test-vectors-', '')]!
    describe(`${title}: ${note}`, () => {
      const passkey = passkeyOf(registration)
      const attestation = {
        id: passkey.id,
        clientDataJSON: text(registration.clientDataJSON),
        attestationObject: text(registration.attestationObject),
        transports: [],
      }
      const assertion = {
        id: passkey.id,
        clientDataJSON: text(authentication.clientDataJSON),
        authenticatorData: text(authentication.authenticatorData),
        signature: text(authentication.signature),
      }

      test('what the library says', async () => {
        const rest = {
          id: passkey.id,
          rawId: passkey.id,
          type: 'public-key',
          clientExtensionResults: {},
        } as const
        const common = { expectedOrigin: RP.origin, expectedRPID: RP.id, requireUserVerification: false }
        await agree(library.attestation, () =>
          verifyRegistrationResponse({
            response: { ...rest, response: attestation },
            expectedChallenge: text(registration.challenge),
            supportedAlgorithmIDs: ALL,
            ...common,
          }),
        )
        await agree(library.assertion, () =>
          verifyAuthenticationResponse({
            response: { ...rest, response: assertion },
            expectedChallenge: text(authentication.challenge),
            credential: {
              id: passkey.id,
              publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
              counter: 0,
            },
            ...common,
          }),
        )
      })

      test('what we take', async () => {
        assert.ok(attestationResponse.safeParse(attestation).success)
        assert.ok(assertionResponse.safeParse(assertion).success)
        const challenge = text(registration.challenge)
        const made = (silently: boolean) => verifyAttestation(RP, attestation, { challenge, silently })
        const used = verifyAssertion(RP, passkey, assertion, text(authentication.challenge))
        const taken = [
          (await made(false)) && 'attestation',
          (await made(true)) && 'silent attestation',
          (await used) && 'assertion',
        ]
        assert.deepEqual(taken.filter(Boolean), ours)
        // A bit of each, changed.
        const bent = { ...assertion, signature: flip(assertion.signature) }
        assert.equal(await verifyAssertion(RP, passkey, bent, text(authentication.challenge)), undefined)
      })

      test('frames are refused before that', () => {
        const frame = /crossOrigin$|topOrigin$/.test(id)
        for (const [type, { clientDataJSON }] of [
          ['webauthn.create', registration],
          ['webauthn.get', authentication],
        ] as const) {
          const said = readClientData(text(clientDataJSON), { type, origin: RP.origin })
          assert.equal(said.kind === 'wrong' && said.fault, frame && 'cross-origin')
        }
      })
    })
  }
}

async function agree(
  refusal: string | undefined,
  verify: () => Promise<{ verified: boolean }>,
): Promise<void> {
  if (refusal === undefined) assert.equal((await verify()).verified, true)
  else await assert.rejects(verify, (error: Error) => error.message.includes(refusal))
}

/** As it would be kept, whatever one thinks of its statement. */
function passkeyOf({ attestationObject }: Hex): Passkey {
  const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'hex')))
  const { credentialID, credentialPublicKey, flags } = parseAuthenticatorData(attestation.get('authData'))
  return {
    id: Buffer.from(credentialID!).toString('base64url'),
    userId: 'u',
    publicKey: Buffer.from(credentialPublicKey!).toString('base64url'),
    counter: 0,
    transports: [],
    name: '',
    backupEligible: flags.be,
    backedUp: flags.bs,
    aaguid: '',
    createdAt: 0,
    lastUsedAt: null,
  }
}

function text(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url')
}

function flip(encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64url')
  bytes[bytes.length - 1]! ^= 1
  return bytes.toString('base64url')
}
