// A cookie of the application's own, set without the flags that keep it from being overheard or read by scripts.
import { argumentOf, keywordOf, lastOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence, Fix, Severity } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { isToken } from '../shared/tokens.ts'

export const rule: Rule = {
  id: 'FL402',
  name: 'cookie-flags',
  title: 'Cookie without its flags',
  severity: 'medium',
  confidence: 'high',
  cwe: 614,
  point: 4,
  cure: 'Portcullis’s own cookies all have `__Host-`, Secure, HttpOnly and SameSite.',
  check: cookieFlags,
}

/** Who has such a cookie is somebody, or comes to something. */
const SENSITIVE =
  /(?:^|[_-])(?:session|sess|sid|token|auth|jwt|user|uid|userid|account|login|logged_?in|remember|access|refresh|device|key|secret|role|admin|password|api_?key|identity)(?:[_-]|$|id$|token$|name$)/i
/** Read by scripts on purpose, to be sent back in a header. */
const FOR_SCRIPTS = /csrf|xsrf/i

function* cookieFlags({ names }: Facts): Iterable<Report> {
  for (const { call } of names.callsOfMethod('set_cookie')) {
    if (isDeletion(names, call) || call.keywords.some(({ name }) => name === null)) continue
    const key = argumentOf(call, 0, 'key')
    const name = key && nameOf(names, key)
    const lacking = [
      ...(isOn(names, argumentOf(call, 6, 'secure')) ? [] : ['secure']),
      ...(isOn(names, argumentOf(call, 7, 'httponly')) || FOR_SCRIPTS.test(name ?? '') ? [] : ['httponly']),
    ]
    if (lacking.length === 0) continue
    const value = argumentOf(call, 1, 'value')
    yield {
      at: placeOf(call),
      message: `The cookie ${name === undefined ? '' : `\`${name}\` `}is set without ${lacking.map(wordOf).join(' and ')}.`,
      ...weight(name, value !== undefined && isToken(names, value)),
      fix: fixOf(call, lacking),
    }
  }
}

/** `max_age=0`, `expires=0`, an empty value: the browser is told to forget it. */
function isDeletion(names: Names, call: Call): boolean {
  const literal = (expr: Expr | undefined) => (expr ? names.literal(expr) : undefined)
  const value = argumentOf(call, 1, 'value')
  return (
    literal(argumentOf(call, 2, 'max_age')) === 0 ||
    literal(argumentOf(call, 3, 'expires')) === 0 ||
    value === undefined ||
    literal(value) === ''
  )
}

function nameOf(names: Names, key: Expr): string | undefined {
  const literal = names.literal(key)
  return typeof literal === 'string' ? literal.slice(0, 40) : lastOf(writtenName(key)) || undefined
}

/** What the source does not tell is not held against it. */
function isOn(names: Names, flag: Expr | undefined): boolean {
  if (flag === undefined) return false
  const literal = names.literal(flag)
  return literal !== false && literal !== null && literal !== 0
}

function weight(name: string | undefined, isSecret: boolean): { severity: Severity; confidence: Confidence } {
  if (isSecret || (name !== undefined && SENSITIVE.test(name)))
    return { severity: 'medium', confidence: 'high' }
  // A language or a theme may be read by anybody.
  return { severity: 'low', confidence: 'low' }
}

function wordOf(flag: string): string {
  return flag === 'secure' ? 'Secure' : 'HttpOnly'
}

/** Keywords at the end of the call; flags that stand there switched off are left to a person. */
function fixOf(call: Call, lacking: readonly string[]): Fix | null {
  if (lacking.some((flag) => keywordOf(call, flag) !== undefined) || call.args.length > 6) return null
  const { text } = call.origin
  const end = call.end - 1
  if (text.charAt(end) !== ')') return null
  const before = text.slice(call.start, end).trimEnd()
  const hasComma = before.endsWith(',')
  // After a comment nothing may be put on the same line.
  if (before.slice(before.lastIndexOf('\n') + 1).includes('#')) return null
  const at = { file: call.origin.file, start: call.start + before.length, end: call.start + before.length }
  const flags = lacking.map((flag) => `${flag}=True`).join(', ')
  return {
    title: 'Set the flags',
    edits: [{ at, text: `${hasComma ? ' ' : ', '}${flags}${hasComma ? ',' : ''}` }],
  }
}
