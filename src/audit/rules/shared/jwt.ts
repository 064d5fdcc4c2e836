// JSON Web Tokens: where they are read and made, by PyJWT, python-jose and Authlib, and whether reading checks anything.
import { argumentOf, entriesOf, keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { CallSite, Names } from '../../python/names-api.ts'
import { reachOf } from './reach.ts'

export type Library = 'pyjwt' | 'jose' | 'authlib'

export interface TokenCall {
  readonly site: CallSite
  readonly library: Library
}

const DECODES: readonly (readonly [string, Library])[] = [
  ['jwt.decode', 'pyjwt'],
  ['jwt.decode_complete', 'pyjwt'],
  ['jwt.PyJWT().decode', 'pyjwt'],
  ['jose.jwt.decode', 'jose'],
  ['authlib.jose.jwt.decode', 'authlib'],
  ['authlib.jose.JsonWebToken().decode', 'authlib'],
]
const ENCODES: readonly (readonly [string, Library])[] = [
  ['jwt.encode', 'pyjwt'],
  ['jwt.PyJWT().encode', 'pyjwt'],
  ['jose.jwt.encode', 'jose'],
  ['authlib.jose.jwt.encode', 'authlib'],
  ['authlib.jose.JsonWebToken().encode', 'authlib'],
]

export function decodesOf({ names }: Facts): TokenCall[] {
  return callsTo(names, DECODES)
}

export function encodesOf({ names }: Facts): TokenCall[] {
  return callsTo(names, ENCODES)
}

function callsTo(names: Names, list: readonly (readonly [string, Library])[]): TokenCall[] {
  return list.flatMap(([name, library]) => names.callsOf(name).map((site) => ({ site, library })))
}

/** `algorithms=…` of a call that decodes; PyJWT 1 had `verify` before it. */
export function algorithmsOf({ site, library }: TokenCall): Expr | undefined {
  return library === 'authlib' ? undefined : argumentOf(site.call, 2, 'algorithms')
}

/** The part of the call that switches the check of the signature off. */
export function switchedOff(names: Names, { site, library }: TokenCall): Expr | undefined {
  const { call } = site
  if (library === 'authlib') return undefined
  const option = optionOf(names, call, 'verify_signature')
  if (option !== undefined) return isFalse(names, option) ? option : undefined
  const verify = keywordOf(call, 'verify')
  const third = library === 'pyjwt' ? call.args[2] : undefined
  return [verify, third].find((one) => one !== undefined && isFalse(names, one))
}

/** One of `options={…}`. */
export function optionOf(names: Names, call: Call, name: string): Expr | undefined {
  const options = keywordOf(call, 'options') ?? call.args[3]
  return options && entriesOf(names, options).findLast(([key]) => key === name)?.[1]
}

function isFalse(names: Names, expr: Expr): boolean {
  return expr.kind !== 'Name' ? names.literal(expr) === false : false
}

/** Functions in which a token's signature is checked, by themselves or by what they call. */
export function checkers(facts: Facts): (fn: FunctionInfo) => boolean {
  const { names } = facts
  const checking = new Set<FunctionInfo>()
  for (const one of decodesOf(facts))
    if (one.site.inside !== null && switchedOff(names, one) === undefined) checking.add(one.site.inside)
  for (const name of OTHER_CHECKS)
    for (const { inside } of names.callsOf(name)) if (inside !== null) checking.add(inside)
  return (fn) => reachOf(facts, fn).some((one) => checking.has(one))
}

const OTHER_CHECKS = [
  'google.oauth2.id_token.verify_oauth2_token',
  'google.oauth2.id_token.verify_token',
  'google.oauth2.id_token.verify_firebase_token',
  'firebase_admin.auth.verify_id_token',
  'flask_jwt_extended.verify_jwt_in_request',
  'flask_jwt_extended.decode_token',
  'jose.jws.verify',
  'python_jwt.verify_jwt',
]
