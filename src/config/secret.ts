// The secret: what makes one weak, and the one that development makes for itself.
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { newToken } from '../crypto/token.ts'
import { isInMemory } from './database.ts'
import { makeFolders } from './folder.ts'
import { publishedSecrets } from './published-secrets.ts'
import type { Settings } from './settings.ts'

/** 256 bits, as many as the keys derived from it have. */
const SECRET_BYTES = 32
/** Random hex of 32 characters holds about 14 different ones; fewer than 8 come up less than once in ten million times. */
const LEAST_DISTINCT = 8
/** Steps of at most one between neighbours, as in "abcd" or "1111": random text has them now and then. */
const MOST_SMALL_STEPS = 0.6
/** Letters and digits of its own that a secret needs around a published one. */
const OWN_CHARACTERS = 20
/** Shorter published words turn up inside random text by chance; they count when the whole secret is made of them. */
const TELLING_LENGTH = 8
/** Name of the file in the data folder. */
const FILE = 'secret'

const published = publishedSecrets.map(plain).sort((a, b) => b.length - a.length)

/**
 * What makes a secret weak, as words that follow "the secret", or undefined. They never hold the secret. A guess at
 * randomness can miss a made-up phrase; `portcullis secret` can't.
 */
export function describeSecretWeakness(secret: string): string | undefined {
  if (isPublished(plain(secret))) return 'is a published example, which anyone can try'
  const bytes = Buffer.byteLength(secret)
  if (bytes < SECRET_BYTES) return `has ${bytes} bytes, and ${SECRET_BYTES} are the least`
  if (isRepeated(secret)) return 'is one pattern repeated'
  if (new Set(secret).size < LEAST_DISTINCT) return `has fewer than ${LEAST_DISTINCT} different characters`
  if (smallSteps(secret) > MOST_SMALL_STEPS) return 'runs through the alphabet or the digits'
  return undefined
}

/**
 * The secrets in force, newest first. Without a setting, development reads the one in its data folder, and makes it at
 * the first start. A database in memory forgets everything at the end, and so may its secret: no file then.
 * @throws Error in production without a secret, and when the file can't be used: the message says what to do
 */
export function secretsInForce(settings: Pick<Settings, 'mode' | 'secret' | 'data' | 'database'>): string[] {
  if (settings.secret.length > 0) return [...settings.secret]
  if (settings.mode === 'production')
    throw new Error('production needs `secret`; `portcullis secret` prints one')
  if (isInMemory(settings.database)) return [newToken(SECRET_BYTES)]
  try {
    return [developmentSecret(settings.data)]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Error(`no secret can be kept in ${settings.data} (${code}); set \`data\` or \`secret\``, {
      cause: error,
    })
  }
}

function developmentSecret(data: string): string {
  const path = join(data, FILE)
  makeFolders(data, 0o700)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) publishOnce(path, newToken(SECRET_BYTES))
  // Whoever came first, both processes read what is there now.
  const secret = readFileSync(path, 'utf8').trim()
  const weakness = describeSecretWeakness(secret)
  if (weakness !== undefined)
    throw new Error(`the secret in ${path} ${weakness}; remove the file to get a new one`)
  // ASVS V13.3.2. Windows has no such modes.
  const mode = statSync(path).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others (mode ${mode.toString(8)}); run: chmod 600 ${path}`)
  }
  return secret
}

/** Written whole under another name and then linked: a second process sees all of it or nothing, and the first link wins. */
function publishOnce(path: string, secret: string): void {
  const draft = `${path}.${newToken(16)}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${secret}\n`)
    fsyncSync(file)
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(file)
    unlinkSync(draft)
  }
}

/** True when published texts make up the whole, or one telling text all but a little of it. */
function isPublished(secret: string): boolean {
  let withoutTelling = secret
  let withoutAny = secret
  for (const example of published) {
    if (isRepetition(secret, example)) return true
    withoutAny = withoutAny.replaceAll(example, '')
    if (example.length < TELLING_LENGTH) continue
    const rest = withoutTelling.replaceAll(example, '')
    if (rest !== withoutTelling && rest.length < OWN_CHARACTERS) return true
    withoutTelling = rest
  }
  return withoutAny === '' && secret !== ''
}

/** "devdevde" is "dev" repeated to a length, cut off in the middle. */
function isRepetition(text: string, part: string): boolean {
  return text.length >= part.length && part.repeat(Math.ceil(text.length / part.length)).startsWith(text)
}

/** At least twice the same pattern, the last one perhaps cut. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.startsWith(text.slice(length))) return true
  }
  return false
}

function smallSteps(text: string): number {
  let small = 0
  for (let i = 1; i < text.length; i++) {
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) <= 1) small++
  }
  return small / (text.length - 1)
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
