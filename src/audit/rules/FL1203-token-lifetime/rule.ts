// A token that is good for ever, or that carries what nobody but the server should read.
import { argumentOf, entriesOf, keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { encodesOf } from '../shared/jwt.ts'
import { isElsewhere } from '../shared/keys.ts'
import { isForReset } from '../shared/reset-tokens.ts'
import { secondsOf } from '../shared/settings.ts'

export const rule: Rule = {
  id: 'FL1203',
  name: 'token-lifetime',
  title: 'Token without an end',
  severity: 'medium',
  confidence: 'medium',
  cwe: 613,
  point: 0,
  cure: 'Portcullis’s access tokens end after minutes, and its refresh tokens are taken back at the first second use.',
  check: tokenLifetime,
}

/** What a token holds is readable by whoever has it. */
const SENSITIVE =
  /^(?:password|passwd|pwd|password_hash|hashed_password|pw_hash|secret|ssn|social_security_number|credit_card|card_number|cvv|iban|otp_secret|totp_secret|private_key)$/i

function* tokenLifetime(facts: Facts): Iterable<Report> {
  for (const { site, library } of encodesOf(facts)) {
    const payload = site.call.args[library === 'authlib' ? 1 : 0] ?? keywordOf(site.call, 'payload')
    const claims = payload && claimsOf(facts, payload, site.inside)
    if (claims === undefined) continue
    for (const [name, value] of claims.entries)
      if (SENSITIVE.test(name))
        yield {
          at: placeOf(value),
          message: `The token carries \`${name}\`, and whoever holds a token reads what is in it.`,
        }
    if (claims.isWhole && !claims.entries.some(([name]) => name === 'exp'))
      yield {
        at: placeOf(site.call),
        message: 'The token has no `exp`, and so is good for ever.',
        // One that is kept in a list of its own may be taken back there.
        confidence: claims.entries.some(([name]) => name === 'jti') ? 'low' : 'medium',
      }
  }
  yield* extended(facts)
  yield* serializers(facts)
}

interface Claims {
  readonly entries: readonly (readonly [string, Expr])[]
  /** All claims are told. */
  readonly isWhole: boolean
}

/** `{…}`, `dict(…)`, or a variable that holds one, with what is put in later. */
function claimsOf(facts: Facts, payload: Expr, inside: FunctionInfo | null): Claims | undefined {
  const { names } = facts
  const assigned = payload.kind === 'Name' ? names.assigned(payload) : [payload]
  const value = assigned.length === 1 ? assigned[0] : undefined
  if (value === undefined) return undefined
  const isDict =
    value.kind === 'Dict' &&
    value.entries.every(({ key }) => key !== null && names.literal(key) !== undefined)
  const isCall =
    value.kind === 'Call' &&
    names.of(value.callee) === 'dict' &&
    value.args.length === 0 &&
    value.keywords.every(({ name }) => name !== null)
  if (!isDict && !isCall && value.kind !== 'Dict') return undefined
  const entries = entriesOf(names, value)
  if (payload.kind !== 'Name') return { entries, isWhole: isDict || isCall }
  const later = inside === null ? [] : addedIn(facts, inside, payload.id)
  return later === undefined
    ? { entries, isWhole: false }
    : { entries: [...entries, ...later], isWhole: isDict || isCall }
}

/** `payload['exp'] = …`; undefined where something else is done with it, so that it may be put in there. */
function addedIn(facts: Facts, fn: FunctionInfo, variable: string): [string, Expr][] | undefined {
  const { names } = facts
  const body = facts.bodyOf(fn)
  const isIt = (expr: Expr) => expr.kind === 'Name' && expr.id === variable
  const found: [string, Expr][] = []
  for (const { target, value } of body.stores)
    if (target.kind === 'Subscript' && isIt(target.object)) {
      const key = names.literal(target.index)
      if (typeof key !== 'string') return undefined
      found.push([key, value])
    }
  for (const { call } of body.calls) {
    const { callee } = call
    if (callee.kind === 'Attribute' && isIt(callee.object) && /^(?:update|setdefault)$/.test(callee.name))
      return undefined
    // Handed to a function of the project, which may add to it.
    if (names.functionOf(callee) !== undefined && call.args.some(isIt)) return undefined
  }
  return found
}

const LIFETIMES = ['JWT_ACCESS_TOKEN_EXPIRES', 'JWT_REFRESH_TOKEN_EXPIRES']
const MAKERS = ['flask_jwt_extended.create_access_token', 'flask_jwt_extended.create_refresh_token']
/** A month: more is a decision that nobody takes back. */
const LONGEST_ACCESS_SECONDS = 31 * 86_400

/** Flask-JWT-Extended takes `False` for ever. */
function* extended({ config, names }: Facts): Iterable<Report> {
  for (const key of LIFETIMES) {
    const value = config.get(key)
    if (value === undefined || isElsewhere(value)) continue
    const seconds = key === LIFETIMES[0] ? secondsOf(names, value.value) : undefined
    if (value.literal === false && value.how === 'literal')
      yield {
        at: value.at,
        message: `\`${key}\` is off, so that tokens are good for ever.`,
        confidence: 'high',
      }
    else if (seconds !== undefined && seconds > LONGEST_ACCESS_SECONDS)
      yield {
        at: value.at,
        message: `\`${key}\` makes access tokens good for ${Math.round(seconds / 86_400)} days.`,
        severity: 'low',
      }
  }
  for (const name of MAKERS)
    for (const { call } of names.callsOf(name)) {
      const given = keywordOf(call, 'expires_delta')
      if (given !== undefined && names.literal(given) === false)
        yield {
          at: placeOf(call),
          message: 'The token is made without an end (`expires_delta=False`).',
          confidence: 'high',
        }
    }
}

const UNTIMED = /^itsdangerous\.(?:URLSafeSerializer|JSONWebSignatureSerializer)\(\)\.dumps$/
const TIMED =
  /^itsdangerous\.(?:URLSafeTimedSerializer|TimedSerializer|TimestampSigner)\(\)\.(?:loads|unsign)$/
const OF_TOKENS = /token|jwt|bearer|api_?key|auth/i

/** A signed text that somebody calls a token. Links to a new password are FL1306. */
function* serializers(facts: Facts): Iterable<Report> {
  for (const [method, pattern, message] of [
    ['dumps', UNTIMED, 'The token is signed without a time, and so is good for ever.'],
    ['loads', TIMED, 'The token is taken however old it is: no `max_age` is given.'],
    ['unsign', TIMED, 'The token is taken however old it is: no `max_age` is given.'],
  ] as const)
    for (const { call, name, inside } of facts.names.callsOfMethod(method)) {
      if (!pattern.test(name) || inside === null || isForReset(facts, inside)) continue
      if (pattern === TIMED && hasAge(call)) continue
      if (pattern === UNTIMED && !OF_TOKENS.test(inside.def.name)) continue
      yield {
        at: placeOf(call),
        message,
        confidence: OF_TOKENS.test(inside.def.name) ? 'medium' : 'low',
      }
    }
}

function hasAge(call: Call): boolean {
  return argumentOf(call, 1, 'max_age') !== undefined || call.keywords.some(({ name }) => name === null)
}
