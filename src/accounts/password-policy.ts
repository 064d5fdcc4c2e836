// What a new password must be: long enough, and not the first thing somebody else would try.
import { isCommonPassword } from './common-passwords.ts'
import { foldCase } from './precis/fold.ts'

/** Code points that NFC may turn into one: input longer than this many times the maximum is too long in any case. */
const MOST_UNITS_PER_CHARACTER = 8

export interface PasswordContext {
  /** What was typed beside the password, valid or not. */
  username: string
  email: string
  siteName: string
  /** Host name of the site's origin. */
  host?: string
  /** Characters: code points of the NFC form, which is what is hashed. */
  minLength: number
  maxLength: number
}

/**
 * What is wrong with a new password, in words for the person who typed it; undefined when nothing is. Nothing is cut,
 * trimmed or asked about composition, and the comparisons are of the whole password (NIST SP 800-63B-4 3.1.1.2, ASVS V6.2).
 */
export function checkPassword(password: string, context: PasswordContext): string | undefined {
  const { minLength, maxLength } = context
  if (isTooLong(password, maxLength)) return `A password has at most ${maxLength} characters.`
  // UTF-8 has no such character: all of them would be hashed as one and the same (RFC 8265 4.1 refuses them too).
  if (!password.isWellFormed()) return 'This password holds a broken character. Please type it again.'
  if (lengthOf(password) < minLength) return `A password has at least ${minLength} characters.`

  const folded = fold(password)
  if (isOwnWord(folded, context)) {
    return 'This password is too easy to guess: it is your name, your address or the name of this site.'
  }
  if (isCommonPassword(folded, minLength)) {
    return 'This password is on the lists of common ones that are tried first. Please choose another one.'
  }
  return undefined
}

/** True for a password that no account can have: sign-in needs not hash it. */
export function isTooLong(password: string, maxLength: number): boolean {
  return password.length > maxLength * MOST_UNITS_PER_CHARACTER || lengthOf(password) > maxLength
}

function lengthOf(password: string): number {
  return [...password.normalize('NFC')].length
}

/** The words of this account and this site; a documented list of context words (ASVS V6.1.2, V6.2.11). */
function ownWords({ username, email, siteName, host = '' }: PasswordContext): string[] {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@')))
  return [username, email, local, siteName, host, host.replace(/^www\./, ''), host.split('.').at(-2) ?? '']
}

/**
 * Such a word forwards or backwards, bare or in numbers and signs as in `alice2025!`. NIST counts such derivatives among
 * the words to refuse; a password that has the word inside, beside something of its own, is fine.
 */
function isOwnWord(folded: string, context: PasswordContext): boolean {
  const bare = withoutPadding(folded)
  // What is longer than any password is not compared, so that nobody has it folded first.
  const words = ownWords(context).filter(
    (word) => word.length <= context.maxLength * MOST_UNITS_PER_CHARACTER,
  )
  return words.some((word) => {
    const own = fold(word)
    const bareOwn = withoutPadding(own)
    return (
      folded === own ||
      folded === [...own].reverse().join('') ||
      (bareOwn.length >= SHORTEST_BARE_WORD && bare === bareOwn)
    )
  })
}

/** Below this, what is left of a name between its digits says nothing. */
const SHORTEST_BARE_WORD = 3
const PADDING = /^[\p{N}\p{P}\p{S}\p{Z}]$/u

/** Done by hand, since `[…]+$` takes quadratic time on input that nobody has measured yet. */
function withoutPadding(text: string): string {
  const chars = [...text]
  const first = chars.findIndex((char) => !PADDING.test(char))
  const last = chars.findLastIndex((char) => !PADDING.test(char))
  return first === -1 ? '' : chars.slice(first, last + 1).join('')
}

function fold(text: string): string {
  return foldCase(text) ?? text
}
