// A secret is put into the session, which is a cookie that its owner can read: signed, not encrypted.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL404',
  name: 'secret-in-session',
  title: 'Secret in the session cookie',
  severity: 'medium',
  confidence: 'high',
  cwe: 315,
  point: 4,
  cure: 'Portcullis keeps sessions on the server; the cookie holds nothing but a random number.',
  check: secretInSession,
}

/** Keep the session on the server, so that the cookie is a number alone. */
const ON_SERVER = ['flask_session.Session', 'flask_kvsession.KVSessionExtension']

/** What the visitor must not know, or what nobody else may read in their browser. */
const SECRET =
  /(?:^|_)(?:password|passwd|passphrase|pwd|otp|one_time_code|verification_code|verify_code|reset_code|captcha|captcha_text|pin|pin_code|ssn|social_security_number|card_number|credit_card|cvv|cvc|iban|private_key|secret_key|client_secret|api_key|master_key|encryption_key)$/i
/** Given to the browser by some on purpose; still better kept on the server. */
const TOKEN =
  /(?:^|_)(?:access_token|refresh_token|oauth_token|oauth_token_secret|id_token|totp_secret|otp_secret|mfa_secret|secret)$/i

function* secretInSession(facts: Facts): Iterable<Report> {
  const { extensions, names } = facts
  if (ON_SERVER.some((name) => extensions.all(name).length > 0)) return
  for (const { target, value, stmt } of facts.stores)
    if (target.kind === 'Subscript' && names.of(target.object) === 'flask.session')
      yield* judged(facts, stringOf(names, target.index), value, stmt)
  for (const { call } of names.callsOf('flask.session.setdefault'))
    if (call.args[1]) yield* judged(facts, stringOf(names, call.args[0]), call.args[1], call)
  for (const { call } of names.callsOf('flask.session.update')) yield* updated(facts, call)
}

function* updated(facts: Facts, call: Call): Iterable<Report> {
  for (const { name, value } of call.keywords) if (name !== null) yield* judged(facts, name, value, value)
  const first = call.args[0]
  if (first?.kind !== 'Dict') return
  for (const { key, value } of first.entries)
    if (key !== null) yield* judged(facts, stringOf(facts.names, key), value, value)
}

function* judged(
  { names }: Facts,
  key: string | undefined,
  value: Expr,
  node: Parameters<typeof placeOf>[0],
): Iterable<Report> {
  const confidence = key === undefined ? undefined : kindOf(key)
  if (key === undefined || confidence === undefined || isFlag(names.literal(value)) || isTest(value)) return
  yield {
    at: placeOf(node),
    message: `\`session['${key}']\` is readable by whoever has the cookie: it is signed, not encrypted.`,
    confidence,
  }
}

function kindOf(key: string): Confidence | undefined {
  return SECRET.test(key) ? 'high' : TOKEN.test(key) ? 'low' : undefined
}

/** `session['password'] = None`, `= True`: that there is one, or none. */
function isFlag(literal: unknown): boolean {
  return literal === null || literal === '' || typeof literal === 'boolean' || typeof literal === 'number'
}

function isTest(value: Expr): boolean {
  return value.kind === 'Compare' || (value.kind === 'UnaryOp' && value.op === 'not')
}
