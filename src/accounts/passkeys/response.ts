// What a page sends of an authenticator's answer: a few bounded texts, and nothing else.
import { z } from 'zod'

/** WebAuthn Level 3 4: a credential id has 1023 bytes at most. */
const MAX_ID = 1364
const MAX_CLIENT_DATA = 4096
/** A key of RSA and a long id fit several times over; there is no attestation in it. */
const MAX_ATTESTATION = 12_288
const MAX_AUTHENTICATOR_DATA = 4096
const MAX_SIGNATURE = 4096
/** 64 bytes. */
const MAX_USER_HANDLE = 88

function base64url(length: number) {
  return z
    .string()
    .max(length)
    .regex(/^[A-Za-z0-9_-]+$/)
}

/** Of `navigator.credentials.create()`. */
export const attestationResponse = z.strictObject({
  id: base64url(MAX_ID),
  clientDataJSON: base64url(MAX_CLIENT_DATA),
  attestationObject: base64url(MAX_ATTESTATION),
  transports: z.array(z.string().max(32)).max(16),
})

/** Of `navigator.credentials.get()`. */
export const assertionResponse = z.strictObject({
  id: base64url(MAX_ID),
  clientDataJSON: base64url(MAX_CLIENT_DATA),
  authenticatorData: base64url(MAX_AUTHENTICATOR_DATA),
  signature: base64url(MAX_SIGNATURE),
  /** Missing where the account was known before, from some authenticators. */
  userHandle: base64url(MAX_USER_HANDLE).optional(),
})

export type AttestationResponse = z.infer<typeof attestationResponse>
export type AssertionResponse = z.infer<typeof assertionResponse>
