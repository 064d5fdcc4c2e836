// An authenticator and the browser around it, in software: makes passkeys and proves them, and does it wrong when told to.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { AssertionResponse, AttestationResponse } from '../../../src/accounts/passkeys/response.ts'
import { encode, type Item } from './cbor.ts'

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

/** WebAuthn Level 3 6.1. */
const FLAGS = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 }

/** What differs from how it should be. */
export interface Wrong {
  origin?: string
  rpId?: string
  type?: string
  challenge?: string
  /** Further members of the client data. */
  clientData?: Record<string, unknown>
  userVerified?: boolean
  userPresent?: boolean
  backupEligible?: boolean
  backedUp?: boolean
  counter?: number
  userHandle?: string | undefined
  /** Signs something else. */
  badSignature?: boolean
  /** Says another id than the one it signed. */
  id?: string
  attestation?: { fmt: string; attStmt: Map<string, Item> }
}

export interface Created {
  passkey: SoftwarePasskey
  response: AttestationResponse
}

export interface SoftwareAuthenticatorOptions {
  origin: string
  algorithm?: Algorithm
  /** Whether keys are copied elsewhere. */
  synced?: boolean
  /** The first counter; 0 stays 0, as with keys that are copied. */
  counter?: number
  aaguid?: string
}

export class SoftwareAuthenticator {
  readonly origin: string
  readonly algorithm: Algorithm
  readonly synced: boolean
  readonly aaguid: string
  readonly firstCounter: number

  constructor(options: SoftwareAuthenticatorOptions) {
    this.origin = options.origin
    this.algorithm = options.algorithm ?? 'ES256'
    this.synced = options.synced ?? false
    this.firstCounter = options.counter ?? 0
    this.aaguid = options.aaguid ?? '00000000-0000-0000-0000-000000000000'
  }

  /** As `navigator.credentials.create()`, with what our own script sends of the answer. */
  create(
    options: { challenge: string; rp: { id?: string | undefined }; user: { id: string } },
    wrong: Wrong = {},
  ): Created {
    const keys = keyPair(this.algorithm)
    const id = wrong.id === undefined ? randomBytes(16) : randomBytes(16)
    const passkey = new SoftwarePasskey(this, id.toString('base64url'), keys, options.user.id)
    const clientData = clientDataOf('webauthn.create', this.origin, options.challenge, wrong)
    const attested = Buffer.concat([
      Buffer.from(this.aaguid.replaceAll('-', ''), 'hex'),
      uint16(id.length),
      id,
      encode(coseKey(keys.publicKey, this.algorithm)),
    ])
    const authData = Buffer.concat([
      authenticatorData(this, options.rp.id!, wrong.counter ?? this.firstCounter, wrong, FLAGS.at),
      attested,
    ])
    const { fmt, attStmt } = wrong.attestation ?? { fmt: 'none', attStmt: new Map<string, Item>() }
    const attestationObject = encode(
      new Map<string, Item>([
        ['fmt', fmt],
        ['attStmt', attStmt],
        ['authData', authData],
      ]),
    )
    const response: AttestationResponse = {
      id: wrong.id ?? passkey.id,
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: this.synced ? ['internal', 'hybrid'] : ['usb'],
    }
    return { passkey, response }
  }
}

export class SoftwarePasskey {
  readonly id: string
  readonly userHandle: string
  counter: number
  readonly #authenticator: SoftwareAuthenticator
  readonly #privateKey: KeyObject

  constructor(
    authenticator: SoftwareAuthenticator,
    id: string,
    keys: { privateKey: KeyObject },
    userHandle: string,
  ) {
    this.id = id
    this.userHandle = userHandle
    this.counter = authenticator.firstCounter
    this.#authenticator = authenticator
    this.#privateKey = keys.privateKey
  }

  /** As `navigator.credentials.get()`. A counter that isn't 0 grows with each use. */
  get(options: { challenge: string; rpId?: string | undefined }, wrong: Wrong = {}): AssertionResponse {
    if (wrong.counter === undefined && this.counter > 0) this.counter++
    const clientData = clientDataOf('webauthn.get', this.#authenticator.origin, options.challenge, wrong)
    const authData = authenticatorData(
      this.#authenticator,
      options.rpId!,
      wrong.counter ?? this.counter,
      wrong,
      0,
    )
    const signed = Buffer.concat([authData, sha256(wrong.badSignature ? 'something else' : clientData)])
    const signature = sign(
      this.#authenticator.algorithm === 'EdDSA' ? null : 'sha256',
      signed,
      this.#privateKey,
    )
    const userHandle = 'userHandle' in wrong ? wrong.userHandle : this.userHandle
    return {
      id: wrong.id ?? this.id,
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      ...(userHandle !== undefined && { userHandle }),
    }
  }
}

function keyPair(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generateKeyPairSync('ed25519')
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 })
  }
}

/** RFC 9052, RFC 9053 and RFC 8230. */
function coseKey(key: KeyObject, algorithm: Algorithm): Map<number | string, Item> {
  const jwk = key.export({ format: 'jwk' })
  const part = (text: string | undefined) => Buffer.from(text!, 'base64url')
  switch (algorithm) {
    case 'ES256':
      return new Map<number | string, Item>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, part(jwk.x)],
        [-3, part(jwk.y)],
      ])
    case 'EdDSA':
      return new Map<number | string, Item>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, part(jwk.x)],
      ])
    case 'RS256':
      return new Map<number | string, Item>([
        [1, 3],
        [3, -257],
        [-1, part(jwk.n)],
        [-2, part(jwk.e)],
      ])
  }
}

function clientDataOf(type: string, origin: string, challenge: string, wrong: Wrong): Buffer {
  const data = {
    type: wrong.type ?? type,
    challenge: wrong.challenge ?? challenge,
    origin: wrong.origin ?? origin,
    crossOrigin: false,
    ...wrong.clientData,
  }
  return Buffer.from(JSON.stringify(data))
}

function authenticatorData(
  { synced }: SoftwareAuthenticator,
  rpId: string,
  counter: number,
  wrong: Wrong,
  more: number,
): Buffer {
  const flags =
    more |
    ((wrong.userPresent ?? true) ? FLAGS.up : 0) |
    ((wrong.userVerified ?? true) ? FLAGS.uv : 0) |
    ((wrong.backupEligible ?? synced) ? FLAGS.be : 0) |
    ((wrong.backedUp ?? synced) ? FLAGS.bs : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.from([flags]), count])
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
