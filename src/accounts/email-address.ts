// E-mail addresses: exactly one, in the one spelling in which it is stored, mailed and compared.
import { domainToASCII } from 'node:url'
import emailSyntax from 'validator/lib/isEmail.js'

/** RFC 5321 4.5.3.1.3 with erratum 1690: a path of 256 octets, less its angle brackets. */
const MOST_BYTES = 254
/**
 * RFC 5322 dot-atom, with letters and digits of all scripts (RFC 6531), and so without line breaks and other control
 * characters. No quoted local parts, since they may hold @ and commas.
 */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u
/** Checked first, since Node reads `x.test/y` as the domain x.test. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u

/** Letters and marks among them that nobody sees, such as the Hangul filler. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u

/** CommonJS, typed as such: its function hangs below the default import. */
const isEmail = emailSyntax.default

export type EmailAddress =
  | {
      kind: 'ok'
      /** Local part as typed (NFC), domain in lower-case ASCII. */
      address: string
      /** Lower case: what is compared. Dots and +tags count, since only the receiving server knows their meaning. */
      key: string
    }
  | { kind: 'invalid'; problem: string }

const INVALID: EmailAddress = {
  kind: 'invalid',
  problem: 'Please give one e-mail address, such as name@example.org.',
}

/**
 * Reads one bare addr-spec (RFC 5322 3.4.1). Display names, comments, lists, quoted local parts, address literals and
 * anything with a line break are refused, so that mail written to it reaches one mailbox (ASVS V1.3.11).
 */
export function parseEmailAddress(input: string): EmailAddress {
  if (input.length > MOST_BYTES || INVISIBLE.test(input)) return INVALID
  const at = input.lastIndexOf('@')
  const local = input.slice(0, at).normalize('NFC')
  const domain = input.slice(at + 1)
  if (at < 1 || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return INVALID

  const address = `${local}@${domainToASCII(domain)}`
  if (Buffer.byteLength(address) > MOST_BYTES || !isEmail(address)) return INVALID
  return { kind: 'ok', address, key: address.toLowerCase().normalize('NFC') }
}
