// Messages that say whether an account exists. English alone.
import type { Purpose } from '../../facts/facts.ts'

/** Longer ones are mails and pages. */
const LONGEST = 160
const ACCOUNT = /\b(?:user ?names?|users?|e-?mails?|mail addresses?|accounts?|nick ?names?|member)\b/i
const TAKEN =
  /\balready (?:exists?|taken|registered|in use|used|signed up|has an account)|\balready been (?:taken|registered|used)|\b(?:is|was|name|mail|address) (?:taken|in use|registered)\b|\bnot available\b|\b(?:use|choose|pick|try|select) (?:a different|another)|\bexists(?:[.!]|$)/i
const UNKNOWN =
  /\bnot found\b|\b(?:does not|doesn.t|did not|didn.t) exist|\bno (?:such )?(?:user|account|member|e-?mail)\b|\bunknown (?:user|e-?mail|account)|\b(?:not|isn.t) (?:registered|recogni[sz]ed|known)|\b(?:couldn.t|could not|can.t|cannot) (?:be found|find)|\bnot exist\b/i
/** Only where somebody signs in: elsewhere it is about how the name is written. */
const WRONG_NAME =
  /\b(?:incorrect|wrong|invalid|bad) (?:user ?name|user|account|login name)\b|\b(?:incorrect|wrong) e-?mail/i
/** Says nothing of which one it was, or whether it is so. */
const NEUTRAL = /\bpass ?word|\bcredential|^if\b|\bif (?:an?|the|that|this|your|we|it)\b|\bmay\b|\bmight\b/i

export function tellsOfAccount(text: string, purpose: Purpose): boolean {
  // A name of a template, a key, or SQL.
  if (
    text.length > LONGEST ||
    !/\s/.test(text) ||
    /^\s*(?:select|insert|update|delete)\b|<|\{[{%]/i.test(text)
  )
    return false
  if (NEUTRAL.test(text) || !ACCOUNT.test(text)) return false
  if (purpose === 'register') return TAKEN.test(text)
  return UNKNOWN.test(text) || (purpose === 'login' && WRONG_NAME.test(text))
}
