// The token, rather than the application, decides how it is checked: no list of algorithms, one from the token, or `none`.
import {
  argumentOf,
  entriesOf,
  keywordOf,
  stringOf,
  stringsOf,
  writtenName,
} from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'
import type { Report, Rule } from '../rule.ts'
import { algorithmsOf, decodesOf, encodesOf, optionOf, switchedOff, type TokenCall } from '../shared/jwt.ts'
import { isElsewhere } from '../shared/keys.ts'

export const rule: Rule = {
  id: 'FL1202',
  name: 'jwt-algorithm',
  title: 'Token algorithm left open',
  severity: 'critical',
  confidence: 'high',
  cwe: 347,
  point: 0,
  cure: 'Portcullis signs and checks with one algorithm, whatever a token’s header says.',
  check: algorithm,
}

function* algorithm(facts: Facts): Iterable<Report> {
  for (const one of decodesOf(facts)) {
    const report = one.library === 'authlib' ? undefined : decoding(facts, one)
    if (report !== undefined) yield report
  }
  for (const one of encodesOf(facts)) yield* encoding(facts, one)
  yield* settings(facts)
  yield* serializers(facts)
}

function decoding(facts: Facts, one: TokenCall): Report | undefined {
  const { names } = facts
  const { call } = one.site
  // Whatever the list says, nothing is checked: FL1201.
  if (switchedOff(names, one) !== undefined || call.keywords.some(({ name }) => name === null))
    return undefined
  const at = placeOf(call)
  const list = algorithmsOf(one)
  if (list === undefined || names.literal(list) === null) {
    // PyJWT 1 took `verify` at this place.
    if (one.library === 'pyjwt' && optionOf(names, call, 'verify_signature') !== undefined) return undefined
    return {
      at,
      message: 'The token is checked by whatever algorithm its own header names: no `algorithms` are given.',
      confidence: one.library === 'pyjwt' ? confidenceOfOld(facts) : 'high',
    }
  }
  if (isFromToken(names, list))
    return { at, message: 'The algorithm is taken from the header of the token that it shall check.' }
  const algorithms = stringsOf(names, list)
  if (algorithms === undefined)
    return anyCall(names, list, /get_default_algorithms$/)
      ? { at, message: 'All algorithms of the library are allowed, `none` too.' }
      : undefined
  if (algorithms.some(isNone))
    return { at, message: 'The algorithm `none` is allowed: a token without a signature passes.' }
  return isMixed(algorithms) ? mixed(names, one) : undefined
}

/** Since PyJWT 2 such a call is an error, so that it can only work with an older one. */
function confidenceOfOld({ deployment }: Facts): Confidence {
  const version = deployment.requirements.find(({ name }) => name === 'pyjwt')?.version
  if (version === undefined || version === null) return 'medium'
  return Number(version.split('.')[0]) < 2 ? 'high' : 'low'
}

/** `jwt.get_unverified_header(token)['alg']`, in a list, in a variable, by `.get`. */
function isFromToken(names: Names, list: Expr): boolean {
  const parts = 'elements' in list ? list.elements : [list]
  return parts.some((part) => {
    const name = names.of(part.kind === 'Call' ? part.callee : part) ?? ''
    if (/(?:get_unverified_header|get_unverified_headers)\(\)/.test(name)) return true
    const assigned = part.kind === 'Name' ? names.assigned(part) : []
    return assigned.some((value) => value !== part && isFromToken(names, value))
  })
}

function anyCall(names: Names, expr: Expr, wanted: RegExp): boolean {
  if (expr.kind === 'Call' && wanted.test(names.of(expr.callee) ?? '')) return true
  return childrenOf(expr).some((child) => anyCall(names, child, wanted))
}

function isNone(name: string): boolean {
  return name.toLowerCase() === 'none' || name === ''
}

function isMixed(algorithms: readonly string[]): boolean {
  return (
    algorithms.some((name) => name.startsWith('HS')) &&
    algorithms.some((name) => /^(?:RS|ES|PS|Ed)/.test(name))
  )
}

/** A public key is no secret: whoever knows it signs with it, by HMAC. */
function mixed(names: Names, { site }: TokenCall): Report {
  const key = argumentOf(site.call, 1, 'key')
  const isPublic =
    key !== undefined && /pub|cert|jwk|pem|rsa/i.test(`${writtenName(key)} ${names.variableOf(key) ?? ''}`)
  return {
    at: placeOf(site.call),
    message:
      'HMAC and signatures by key pairs are allowed with one key: who knows the public key signs with it.',
    severity: 'high',
    confidence: isPublic ? 'medium' : 'low',
  }
}

/** `jwt.encode(claims, None, algorithm='none')`; Authlib takes a header. */
function* encoding({ names }: Facts, { site, library }: TokenCall): Iterable<Report> {
  const { call } = site
  const header = library === 'authlib' ? call.args[0] : undefined
  const given =
    header === undefined
      ? argumentOf(call, 2, 'algorithm')
      : entriesOf(names, header).find(([key]) => key === 'alg')?.[1]
  if (given === undefined) return
  const literal = names.literal(given)
  if (literal === null || (typeof literal === 'string' && isNone(literal)))
    yield { at: placeOf(call), message: 'The token is made without a signature.', severity: 'high' }
}

/** Flask-JWT-Extended's. */
function* settings({ config }: Facts): Iterable<Report> {
  for (const key of ['JWT_ALGORITHM', 'JWT_DECODE_ALGORITHMS']) {
    const value = config.get(key)
    if (value === undefined || isElsewhere(value)) continue
    const all = Array.isArray(value.literal) ? value.literal : [value.literal]
    if (all.some((one) => typeof one === 'string' && isNone(one)))
      yield { at: value.at, message: `\`${key}\` allows tokens without a signature.` }
  }
}

/** itsdangerous before 2.1. */
function* serializers({ names }: Facts): Iterable<Report> {
  for (const name of [
    'itsdangerous.JSONWebSignatureSerializer',
    'itsdangerous.TimedJSONWebSignatureSerializer',
  ])
    for (const { call } of names.callsOf(name)) {
      const given = stringOf(names, keywordOf(call, 'algorithm_name'))
      if (given !== undefined && isNone(given))
        yield { at: placeOf(call), message: 'The serializer signs by `none`, which is no signature.' }
    }
}
