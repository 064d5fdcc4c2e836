// Asks whether a password is known from a breach, without telling which password it is.
import { createHash } from 'node:crypto'

/** Hex digits of the SHA-1 that leave the house: some 800 breached passwords share them (k-anonymity). */
const PREFIX_DIGITS = 5
/** The service's answers have about 40 KB with padding. */
const MOST_BYTES = 1_048_576

export interface BreachLookup {
  /** Address of the range service, to which the five digits are added. */
  endpoint: string
  /** Seconds until no answer counts as "not known". */
  timeout: number
  log: { warn(fields: object, message: string): void }
}

/**
 * True when the service knows the password. Fails open, and logs it: sign-up must not hang on somebody else's server
 * (the bundled list stands in any case). SHA-1 is the service's choice and guards nothing here.
 * @see https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
 */
export async function isBreached(
  password: string,
  { endpoint, timeout, log }: BreachLookup,
): Promise<boolean> {
  const digest = createHash('sha1').update(password.normalize('NFC'), 'utf8').digest('hex').toUpperCase()
  const prefix = digest.slice(0, PREFIX_DIGITS)
  const suffix = digest.slice(PREFIX_DIGITS)
  try {
    const response = await fetch(endpoint + prefix, {
      // Padding hides from a listener, by the answer's length, which of the prefixes was asked for.
      headers: { 'Add-Padding': 'true', 'User-Agent': 'portcullis' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout * 1000),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`the breach service answered ${response.status}`)
    }
    return listsSuffix(await readText(response), suffix)
  } catch (error) {
    log.warn({ reason: (error as Error).message }, 'breach look-up failed; the password was not looked up')
    return false
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error('the breach service answered with too much')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('latin1')
}

/** Lines of `SUFFIX:COUNT`; padding has count 0. */
function listsSuffix(text: string, suffix: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    const [found, count] = line.split(':')
    return found?.trim().toUpperCase() === suffix && Number(count) > 0
  })
}
