// A link to a new password that stays good: however old it is, or after it was used.
import { argumentOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo, Route } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { walkStmts } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { reachOf } from '../shared/reach.ts'
import { isForReset } from '../shared/reset-tokens.ts'

export const rule: Rule = {
  id: 'FL1306',
  name: 'reset-token',
  title: 'Reset link that stays good',
  severity: 'medium',
  confidence: 'medium',
  cwe: 640,
  point: 0,
  cure: 'Portcullis’s links are good once and for a short time, and kept as a digest.',
  check: resetToken,
}

function* resetToken(facts: Facts): Iterable<Report> {
  yield* signed(facts)
  for (const route of facts.routes) if (route.purposes.has('reset')) yield* stored(facts, route)
}

const TIMED =
  /^itsdangerous\.(?:URLSafeTimedSerializer|TimedSerializer|TimestampSigner)\(\)\.(?:loads|unsign)$/
const UNTIMED = /^itsdangerous\.(?:URLSafeSerializer|Serializer|JSONWebSignatureSerializer)\(\)\.loads$/
/** Bound to something that changes with the password, or remembered. */
const ONCE =
  /version|used|\bjti\b|changed|fragment|stamp|nonce|salt=user|salt=account|password_hash\[|\.password\[|blacklist|revoked/i

function* signed(facts: Facts): Iterable<Report> {
  for (const method of ['loads', 'unsign'])
    for (const { call, name, inside } of facts.names.callsOfMethod(method)) {
      if (inside === null || !isForReset(facts, inside)) continue
      const isTimed = TIMED.test(name)
      if (!isTimed && !UNTIMED.test(name)) continue
      if (!isTimed || !hasAge(call))
        yield {
          at: placeOf(call),
          message: `\`${inside.def.name}()\` takes the token however old it is: ${isTimed ? 'no `max_age` is given' : 'it is signed without a time'}.`,
          confidence: 'high',
        }
      else if (!isOnce(facts, inside))
        yield {
          at: placeOf(call),
          message: 'The link stays good after it was used, until its time is over.',
          severity: 'low',
          confidence: 'low',
        }
    }
}

function hasAge(call: Call): boolean {
  return argumentOf(call, 1, 'max_age') !== undefined || call.keywords.some(({ name }) => name === null)
}

/** In the function that reads it, or in those that call that. */
function isOnce({ names }: Facts, fn: FunctionInfo): boolean {
  const near = [fn, ...names.callsOf(fn.qualified).flatMap(({ inside }) => inside ?? [])]
  return near.some((one) => ONCE.test(sourceOf(one)))
}

/** Columns, keys and variables that hold such a token. */
const TOKEN =
  /^(?:password_?)?(?:reset|recovery|forgot)_?(?:password_?)?(?:token|code|key|hash|pin|otp)s?$|^pw_?reset/i
/** Of a table of its own, `token` is enough. */
const PLAIN_TOKEN = /^(?:token|code)(?:_hash)?$/i
const RESET_CLASS = /reset|recover/i
const ENDS =
  /expir|until|max_?age|timedelta|created|sent_at|requested|issued|ttl|timestamp|time\.time|utcnow|\.now\(|setex|valid_/i
const SPENT =
  /(?:token|code|key|hash|pin|otp)s?(?:["']\])? ?= ?(?:None\b|''|""|NULL|secrets\.|uuid\.)|\bused\b|\.delete\(|\bdelete from\b|\.pop\(|\bdel |\$unset|invalidate|revoke|consume|delete_one|clear_/i
const RESET_COLUMN = /\b(?:reset|recovery)_?(?:token|code|key) ?=/i

/** A token that is looked up. */
function* stored(facts: Facts, { view }: Route): Iterable<Report> {
  const reached = reachOf(facts, view)
  const lookup = reached.map((fn) => lookupIn(facts, fn)).find((one) => one !== undefined)
  if (lookup === undefined) return
  const source = reached.map(sourceOf).join('\n')
  const missing = [
    ...(ENDS.test(source) ? [] : ['its age is not asked for']),
    ...(SPENT.test(source) ? [] : ['it is not taken away when it was used']),
  ]
  if (missing.length > 0)
    yield { at: placeOf(lookup), message: `The reset token stays good: ${missing.join(', and ')}.` }
}

/** `filter_by(reset_token=…)`, `User.reset_token == token`, `find_one({'reset_token': …})`, `WHERE reset_token = ?`, `reset_tokens[token]`. */
function lookupIn(facts: Facts, fn: FunctionInfo): Expr | undefined {
  const { names } = facts
  for (const { call } of facts.bodyOf(fn).calls) {
    const { callee } = call
    if (callee.kind !== 'Attribute') continue
    const isOwnTable = RESET_CLASS.test(writtenName(callee))
    if (/^(?:filter_by|get_or_none|find_one|filter|where|get)$/.test(callee.name)) {
      const keys = [
        ...call.keywords.map(({ name }) => name ?? ''),
        ...dictKeys(facts, call),
        ...compared(call),
      ]
      if (keys.some((key) => TOKEN.test(key) || (isOwnTable && PLAIN_TOKEN.test(key)))) return call
    }
    if (callee.name === 'execute' && asksForToken(stringOf(names, call.args[0]) ?? '')) return call
    if (callee.name === 'get' && TOKEN.test(writtenName(callee.object))) return call
  }
  let found: Expr | undefined
  walkStmts(fn.def.body, {
    expr: (expr) => {
      if (expr.kind === 'Subscript' && TOKEN.test(writtenName(expr.object))) found ??= expr
    },
  })
  return found
}

function asksForToken(sql: string): boolean {
  const where = sql.toLowerCase().indexOf('where')
  return where !== -1 && RESET_COLUMN.test(sql.slice(where))
}

function dictKeys({ names }: Facts, call: Call): string[] {
  return call.args.flatMap((arg) =>
    arg.kind === 'Dict' ? arg.entries.flatMap(({ key }) => stringOf(names, key) ?? []) : [],
  )
}

/** `User.reset_token == token` */
function compared(call: Call): string[] {
  return call.args.flatMap((arg) =>
    arg.kind === 'Compare' && arg.left.kind === 'Attribute' && arg.rest[0]?.op === '=='
      ? [arg.left.name]
      : [],
  )
}

function sourceOf({ def }: FunctionInfo): string {
  return def.origin.text.slice(def.start, def.end)
}
