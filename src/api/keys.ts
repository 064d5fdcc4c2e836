// The keys of access tokens: the one that signs now, those that verify, and the JWKS. In memory for some seconds.
import { type CryptoKey, importPKCS8 } from 'jose'
import type { KeyRing } from '../crypto/keys.ts'
import type { Store } from '../store/store.ts'
import { ensureCurrentKey, type Rotation, rotateKeyRows, signsAt } from './key-rotation.ts'
import { type KeyRow, keyRows, openPrivateKey } from './key-rows.ts'
import type { ApiBackend } from './needs.ts'
import { type Algorithm, importPublicJwk, isPublicJwk, type PublicJwk } from './strict-jwk.ts'
import { parseUnique } from './unique-members.ts'

export { JWKS_MAX_AGE } from './key-rotation.ts'

/** After so long a process asks the database again which keys there are: a revoked key is good for no longer. Milliseconds. */
export const KEYS_KEPT = 10_000
/** A thumbprint: 32 bytes. What looks otherwise is not looked up. */
const KID = /^[A-Za-z0-9_-]{43}$/

export interface VerifyingKey {
  kid: string
  algorithm: Algorithm
  jwk: PublicJwk
  publicKey: CryptoKey
  /** Milliseconds since 1970. */
  signsFrom: number
  signsUntil: number
}

export interface SigningKey extends VerifyingKey {
  privateKey: CryptoKey
}

interface Loaded {
  readonly ring: KeyRing
  readonly at: number
  readonly keys: readonly (VerifyingKey & { row: KeyRow })[]
}

const inMemory = new WeakMap<Store, Promise<Loaded>>()
const MOST_IMPORTED = 50
/** Importing costs more than a signature; the texts they were made of are the names. */
const imported = new WeakMap<KeyRing, Map<string, Promise<CryptoKey>>>()

/** The key that signs now. The first one, and one in place of a gap, is made here. */
export async function currentKey(backend: ApiBackend): Promise<SigningKey> {
  const found = await newestSigning(backend, await load(backend))
  if (found !== undefined) return found
  await ensureCurrentKey(backend)
  const made = await newestSigning(backend, await readAnew(backend))
  if (made === undefined) throw new Error('no key for access tokens could be made')
  return made
}

async function newestSigning(
  { keys: ring, now }: ApiBackend,
  { keys }: Loaded,
): Promise<SigningKey | undefined> {
  for (const { row, ...key } of keys.toReversed()) {
    const pem = signsAt(row, now()) ? openPrivateKey(ring, row) : undefined
    if (pem === undefined) continue
    const privateKey = await once(ring, row.private_key, () => importPKCS8(pem, key.algorithm))
    return { ...key, privateKey }
  }
  return undefined
}

/** The key of this name. One that another process has just made is looked up at once. */
export async function keyFor(backend: ApiBackend, kid: string): Promise<VerifyingKey | undefined> {
  if (!KID.test(kid)) return undefined
  const named = ({ keys }: Loaded) => keys.find((key) => key.kid === kid)
  return named(await load(backend)) ?? named(await reload(backend))
}

/** JWKS (RFC 7517 5): all keys whose tokens may be good, the next one among them. The first one is made for it. */
export async function publicKeys(backend: ApiBackend): Promise<{ keys: PublicJwk[] }> {
  await currentKey(backend)
  return { keys: (await load(backend)).keys.map(({ jwk }) => jwk) }
}

/** As `portcullis keys rotate` does. Other processes follow within `KEYS_KEPT`. */
export async function rotateKeys(backend: ApiBackend, options: { revoke?: boolean } = {}): Promise<Rotation> {
  const rotation = await rotateKeyRows(backend, options)
  inMemory.delete(backend.store)
  return rotation
}

async function load(backend: ApiBackend): Promise<Loaded> {
  const loaded = await inMemory.get(backend.store)
  const age = loaded && backend.now() - loaded.at
  const isGood = age !== undefined && age >= 0 && age < KEYS_KEPT && loaded?.ring === backend.keys
  return isGood ? loaded : reload(backend)
}

/** Those who ask at the same time share one look. */
const underWay = new WeakMap<Store, Promise<Loaded>>()

function reload(backend: ApiBackend): Promise<Loaded> {
  const { store } = backend
  const before = underWay.get(store)
  if (before !== undefined) return before
  const loading = readAnew(backend).finally(() => underWay.delete(store))
  underWay.set(store, loading)
  return loading
}

/** A look that begins now, and sees what was written before. A failed one is forgotten. */
function readAnew(backend: ApiBackend): Promise<Loaded> {
  const loading = read(backend)
  inMemory.set(backend.store, loading)
  loading.catch(() => inMemory.delete(backend.store))
  return loading
}

async function read({ store, keys: ring, now, log }: ApiBackend): Promise<Loaded> {
  const at = now()
  const keys: Loaded['keys'][number][] = []
  for (const row of await keyRows(store.db)) {
    const jwk = parseUnique(row.public_jwk)
    if (!isPublicJwk(jwk) || jwk.kid !== row.id || jwk.alg !== row.algorithm) {
      log.warn({ kid: row.id }, 'a row of signing keys is not as it was written, and is left out')
      continue
    }
    const publicKey = await once(ring, row.public_jwk, () => importPublicJwk(jwk))
    const { id: kid, signs_from: signsFrom, signs_until: signsUntil } = row
    keys.push({ kid, algorithm: jwk.alg, jwk, publicKey, signsFrom, signsUntil, row })
  }
  return { ring, at, keys }
}

function once(ring: KeyRing, text: string, make: () => Promise<CryptoKey>): Promise<CryptoKey> {
  const known = imported.get(ring) ?? new Map<string, Promise<CryptoKey>>()
  imported.set(ring, known)
  const key = known.get(text) ?? make()
  // Sealed anew or rotated away, texts don't come again.
  if (known.size >= MOST_IMPORTED) known.clear()
  known.set(text, key)
  return key
}
