// Passwords at rest: argon2id in PHC form, hashed in a bounded queue.
import { createHmac } from 'node:crypto'
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2'

/** 256 bits, as RFC 9106 4 recommends; the library draws a salt of 128 bits for each hash. */
const TAG_BYTES = 32
const SALT_BYTES = 16
/** A stored hash that asks for more than this is not run: whoever wrote it wants the memory or the time, not a sign-in. */
const MOST_MEMORY = 1_048_576 // KiB: 1 GiB
const MOST_ITERATIONS = 20
const MOST_PARALLELISM = 16
/** No PHC string made here comes near it. */
const MOST_STORED_LENGTH = 512
/** A key's name in the stored hash: 48 bits tell a handful of keys apart, and tell nothing of the key. */
const KEY_ID_BYTES = 6

/** argon2id's cost. @see https://www.rfc-editor.org/rfc/rfc9106 section 4, OWASP Password Storage Cheat Sheet */
export interface HashParameters {
  /** KiB */
  memory: number
  iterations: number
  parallelism: number
}

export interface Hasher {
  /** A PHC string for the password. Passwords are NFC-normalised first and otherwise taken as they are. @throws HashingBusy */
  hash(password: string): Promise<string>
  /**
   * True when the password is the stored one's. Without a stored hash, with a broken one, one of another scheme or one of a
   * lost pepper the answer is false, at the cost of a hash with current parameters. Never throws on foreign input. @throws HashingBusy
   */
  verify(stored: string | null, password: string): Promise<boolean>
  /** True when the stored hash has other parameters or another pepper than a new one would have, or can't be read. */
  needsRehash(stored: string): boolean
  /** Hashes that wait for their turn now. */
  readonly waiting: number
}

/** The queue is full: answer 503 with Retry-After. */
export class HashingBusy extends Error {
  constructor() {
    super('too many passwords wait to be hashed')
    this.name = 'HashingBusy'
  }
}

/**
 * @param options.concurrency hashes at work at once, each with `memory` KiB and a thread of libuv's pool (4 by default)
 * @param options.queue hashes that may wait beyond those
 * @param options.pepper keys of 32 bytes, newest first; none: no pepper
 * @throws RangeError when the parameters are ones that `verify` would refuse
 */
export function createHasher(options: {
  parameters: HashParameters
  concurrency: number
  queue: number
  pepper?: Buffer[]
}): Hasher {
  const { parameters } = options
  if (!isRunnable(parameters)) {
    throw new RangeError(
      'argon2id parameters out of range: 8 KiB × lanes to 1 GiB, 1–20 iterations, 1–16 lanes',
    )
  }
  const cost = {
    memoryCost: parameters.memory,
    timeCost: parameters.iterations,
    parallelism: parameters.parallelism,
  }
  const peppers = (options.pepper ?? []).map((key) => ({ key, id: keyId(key) }))
  const newest = peppers[0]
  const turns = boundedQueue(options.concurrency, options.queue)

  const newHash = (password: string, pepper: Pepper | undefined) =>
    argon2Hash(peppered(password, pepper), { ...cost, outputLen: TAG_BYTES })

  return {
    hash: (password) =>
      turns.run(async () => {
        const phc = await newHash(password, newest)
        return newest === undefined ? phc : withKeyId(phc, newest.id)
      }),

    verify: (stored, password) =>
      turns.run(async () => {
        const read = stored === null ? undefined : readHash(stored)
        const pepper = peppers.find(({ id }) => id === read?.keyId)
        if (read === undefined || (read.keyId !== undefined && pepper === undefined)) {
          await newHash(password, newest)
          return false
        }
        const matches = await argon2Verify(read.phc, peppered(password, pepper))
        // Otherwise an account with an old, cheap hash would answer faster than one that does not exist.
        if (work(read) < work(parameters)) await newHash(password, newest)
        return matches
      }),

    needsRehash(stored) {
      const read = readHash(stored)
      return (
        read === undefined ||
        read.memory !== parameters.memory ||
        read.iterations !== parameters.iterations ||
        read.parallelism !== parameters.parallelism ||
        read.variant !== 'id' ||
        read.saltBytes < SALT_BYTES ||
        read.tagBytes !== TAG_BYTES ||
        read.keyId !== newest?.id
      )
    },

    get waiting() {
      return turns.waiting
    },
  }
}

/** False for a stored hash that nobody can sign in with here: broken, of another scheme, or with absurd parameters. */
export function isReadableHash(stored: string): boolean {
  return readHash(stored) !== undefined
}

/** `$argon2id$v=19$m=…,t=…,p=…[,keyid=…]$salt$tag`; `keyid` is the PHC format's own name for what we use it for. */
const PHC =
  /^(\$argon2(id|i|d)\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2}))(?:,keyid=([A-Za-z0-9+/]{1,11}))?(\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86}))$/

interface ReadHash extends HashParameters {
  /** The string without `keyid`, as the library takes it. */
  phc: string
  variant: string
  keyId: string | undefined
  saltBytes: number
  tagBytes: number
}

function readHash(stored: string): ReadHash | undefined {
  const parts = stored.length <= MOST_STORED_LENGTH ? PHC.exec(stored) : null
  if (parts === null) return undefined
  const [, head, variant, memory, iterations, parallelism, keyId, tail, salt, tag] = parts as string[]
  const parameters = {
    memory: Number(memory),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
  }
  const [saltBytes, tagBytes] = [bytesOf(salt!), bytesOf(tag!)]
  if (!isRunnable(parameters) || saltBytes === undefined || tagBytes === undefined) return undefined
  return { ...parameters, phc: `${head}${tail}`, variant: variant!, keyId, saltBytes, tagBytes }
}

function isRunnable({ memory, iterations, parallelism }: HashParameters): boolean {
  const whole = [memory, iterations, parallelism].every((number) => Number.isInteger(number) && number >= 1)
  // RFC 9106 3.1: at least 8 KiB for each lane.
  if (!whole || memory < 8 * parallelism) return false
  return memory <= MOST_MEMORY && iterations <= MOST_ITERATIONS && parallelism <= MOST_PARALLELISM
}

/** Bytes of base64 without padding, or undefined when it is not the one spelling of any bytes: the library throws on it. */
function bytesOf(base64: string): number | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64').replace(/={1,2}$/, '') === base64 ? bytes.length : undefined
}

/** argon2's running time is in proportion to it. */
function work({ memory, iterations }: HashParameters): number {
  return memory * iterations
}

interface Pepper {
  key: Buffer
  id: string
}

/**
 * NFC, so that é typed as one or as two code points is the same password (NIST SP 800-63B-4 3.1.1.2). The pepper goes
 * in by HMAC and not as argon2's own secret, since other readers of PHC strings can't pass one; as base64, since the
 * library takes text alone.
 */
function peppered(password: string, pepper: Pepper | undefined): string {
  // UTF-8 has no lone surrogates. The policy refuses them; here they only must not end in an error.
  const text = password.normalize('NFC').toWellFormed()
  return pepper === undefined ? text : createHmac('sha256', pepper.key).update(text, 'utf8').digest('base64')
}

function keyId(key: Buffer): string {
  return createHmac('sha256', key)
    .update('password pepper id')
    .digest()
    .subarray(0, KEY_ID_BYTES)
    .toString('base64')
}

function withKeyId(phc: string, id: string): string {
  return phc.replace(/(,p=\d+)\$/, (_, lanes: string) => `${lanes},keyid=${id}$`)
}

/** First come, first served. A finished job hands its place to the one that has waited longest. */
function boundedQueue(concurrency: number, limit: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    get waiting() {
      return waiting.length
    },
    async run<T>(job: () => Promise<T>): Promise<T> {
      if (running < concurrency) running += 1
      else if (waiting.length >= limit) throw new HashingBusy()
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await job()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
