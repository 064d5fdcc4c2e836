// Passwords, API keys and private keys that are kept with the code.

import { environmentOfName } from '../../facts/code/environment.ts'
import { lastOf, writtenName } from '../../facts/code/expressions.ts'
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { formsIn, isCredentialName, loginInUrl, looksLikeSecret } from '../shared/credentials.ts'
import { isExample, isForDevelopers } from '../shared/deployment.ts'
import { isElsewhere, SESSION_KEYS, TOKEN_KEYS, weaknessOf } from '../shared/keys.ts'
import { literalOfShell } from '../shared/shell.ts'
import { literalOf } from '../shared/values.ts'
import { comparedPasswords } from './compared.ts'
import { LOGINS } from './logins.ts'

export const rule: Rule = {
  id: 'FL105',
  name: 'credentials',
  title: 'Credentials in the source',
  severity: 'medium',
  confidence: 'high',
  cwe: 798,
  point: 1,
  cure: null,
  check: credentials,
}

const KEYS = new Set([...SESSION_KEYS, ...TOKEN_KEYS])

function* credentials(facts: Facts): Iterable<Report> {
  yield* inConfiguration(facts)
  yield* inConstants(facts)
  yield* inCalls(facts)
  yield* comparedPasswords(facts)
  yield* inDeployment(facts)
  for (const { path, kind, text } of facts.project.files) {
    if (kind === 'template' || isExample(path)) continue
    for (const { start, end, what } of formsIn(text))
      yield { at: { file: path, start, end }, message: `This is ${what}.` }
  }
}

function* inConfiguration({ config }: Facts): Iterable<Report> {
  for (const key of config.keys) {
    const value = config.get(key)
    if (KEYS.has(key) || value === undefined || isElsewhere(value)) continue
    const what = secretIn(key, value)
    if (what === undefined) continue
    const maybe = value.how === 'env-default' || config.elsewhere.length > 0
    yield {
      at: value.at,
      message: `\`${key}\` holds ${what.text}.`,
      confidence: what.isLocal ? 'low' : maybe ? 'medium' : 'high',
    }
  }
}

function secretIn(
  key: string,
  { how, literal }: ConfigValue,
): { text: string; isLocal: boolean } | undefined {
  if ((how !== 'literal' && how !== 'env-default') || literal === undefined || literal === null)
    return undefined
  const texts = typeof literal === 'object' ? Object.values(literal) : [literal]
  for (const text of texts) {
    if (typeof text !== 'string') continue
    const login = loginInUrl(text)
    if (login)
      return {
        text: `the password of a login at \`${login.scheme}://…@${login.host}\``,
        isLocal: login.isLocal,
      }
    if (isCredentialName(key) && looksLikeSecret(key, text))
      return { text: 'a secret as a text', isLocal: how === 'env-default' }
  }
  return undefined
}

/** `API_KEY = 'f3a9…'` at the top of a module, `stripe.api_key = '…'` anywhere. */
function* inConstants(facts: Facts): Iterable<Report> {
  for (const { name, body } of facts.names.modules) {
    const environment = environmentOfName(lastOf(name))
    if (environment === 'development' || environment === 'testing') continue
    for (const stmt of body)
      if (stmt.kind === 'Assign' && stmt.value?.kind === 'Str')
        for (const target of stmt.targets)
          if (target.kind === 'Name' && !KEYS.has(target.id) && isSecret(target.id, stmt.value))
            yield {
              at: placeOf(stmt),
              message: `\`${target.id}\` is a secret as a text in the source.`,
              confidence: 'medium',
            }
  }
  for (const { target, value, stmt } of facts.stores)
    if (
      target.kind === 'Attribute' &&
      value.kind === 'Str' &&
      target.name !== 'secret_key' &&
      isSecret(target.name, value)
    )
      yield {
        at: placeOf(stmt),
        message: `\`${writtenName(target)}\` is set to a secret in the source.`,
        confidence: 'medium',
      }
}

function isSecret(name: string, value: Expr & { kind: 'Str' }): boolean {
  return isCredentialName(name) && looksLikeSecret(name, value.value)
}

function* inCalls({ names }: Facts): Iterable<Report> {
  for (const [name, position] of LOGINS)
    for (const { call } of names.callsOf(name)) {
      const short = name.replaceAll('()', '')
      for (const { arg, isAddress } of secretArguments(call, position)) {
        const told = literalOf(names, arg)
        if (typeof told?.literal !== 'string') continue
        const login = loginInUrl(told.literal)
        if (login === undefined && !hasPassword(told.literal, isAddress)) continue
        yield {
          at: placeOf(told.expr),
          message: `The password for \`${short}\` stands in the source.`,
          confidence: login?.isLocal ? 'low' : 'high',
        }
      }
    }
}

/** Where an address stands, only a login within it counts: `host='127.0.0.1'` is no password. */
const ADDRESSES = new Set(['dsn', 'url', 'host', 'uri'])

interface SecretArgument {
  readonly arg: Expr
  readonly isAddress: boolean
}

function secretArguments(call: Call, position: number | 'url'): SecretArgument[] {
  const named = call.keywords.flatMap(({ name, value }) =>
    name !== null && (isCredentialName(name) || ADDRESSES.has(name) || name === 'auth' || name === 'passwd')
      ? [{ arg: value, isAddress: ADDRESSES.has(name) }]
      : [],
  )
  const first = call.args[position === 'url' ? 0 : position]
  const given = first === undefined ? named : [{ arg: first, isAddress: position === 'url' }, ...named]
  // `auth=('user', 'password')`
  return given.map((one) =>
    one.arg.kind === 'Tuple' && one.arg.elements[1] ? { ...one, arg: one.arg.elements[1] } : one,
  )
}

/** A password itself, or `host=db password=…` of libpq. */
function hasPassword(text: string, isAddress: boolean): boolean {
  const [, inDsn] = /(?:^|[\s;])(?:password|pwd)=([^\s;]+)/i.exec(text) ?? []
  if (inDsn !== undefined) return looksLikeSecret('password', inDsn)
  return !isAddress && looksLikeSecret('password', text)
}

function* inDeployment({ deployment, project }: Facts): Iterable<Report> {
  for (const { name, value, at } of deployment.environment) {
    if (isForDevelopers(at.file) || project.byPath.get(at.file)?.ignored === true) continue
    const text = literalOfShell(value)
    if (text === undefined) continue
    const isKey = KEYS.has(name) && weaknessOf(text) === undefined
    const login = loginInUrl(text)
    if (isKey || login || (isCredentialName(name) && !KEYS.has(name) && looksLikeSecret(name, text)))
      yield {
        at,
        message: `\`${name}\` holds a secret, in a file that is kept with the code.`,
        confidence: login?.isLocal ? 'low' : 'medium',
      }
  }
}
