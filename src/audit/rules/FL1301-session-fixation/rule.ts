// Somebody signs in, and what was in the session before stays: whoever put it there knows it.

import { stringOf, writtenName } from '../../facts/code/expressions.ts'
import { FOREIGN_PERSON } from '../../facts/code/foreign-words.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { reachOf } from '../shared/reach.ts'

export const rule: Rule = {
  id: 'FL1301',
  name: 'session-fixation',
  title: 'Old session kept at login',
  severity: 'medium',
  confidence: 'medium',
  cwe: 384,
  point: 0,
  cure: 'Portcullis begins a new session with a new token at each sign-in, and ends the old one.',
  check: sessionFixation,
}

/** Keep a session on the server under a name in the cookie, which stays the same unless somebody changes it. */
const SERVER_SIDE = ['flask_session.Session', 'flask_kvsession.KVSessionExtension']
/** Keys that say who somebody is, and those that only sound so. */
const IDENTITY = /user|uid|^id$|login|logged|auth|account|admin|member|identity|email|customer|_id$/i
const OTHER =
  /attempt|pending|next|pre_|tmp|temp|error|csrf|state|nonce|otp|(?:^|_)count|last|cart|basket|2fa|mfa/i
const RENEWS =
  /^flask\.session\.(?:clear|regenerate|invalidate|new_session)$|session_interface\.regenerate$|regenerate_session$/

interface SignIn {
  readonly at: Expr
  readonly what: string
  readonly byExtension: boolean
}

function* sessionFixation(facts: Facts): Iterable<Report> {
  const isServerSide = SERVER_SIDE.some((name) => facts.extensions.bound(name) !== undefined)
  for (const { purposes, view } of facts.routes) {
    if (!purposes.has('login')) continue
    const reached = reachOf(facts, view)
    if (reached.some((fn) => renews(facts, fn))) continue
    const found = reached.map((fn) => signInOf(facts, fn)).find((one) => one !== undefined)
    if (found === undefined) continue
    yield {
      at: placeOf(found.at),
      message: `${found.what}, and what the session held before stays in it: no \`session.clear()\` comes first.`,
      confidence: confidenceOf(found, isServerSide),
    }
  }
}

/** A signed cookie leaves nothing to an attacker but what he put into it, such as a CSRF token of his. */
function confidenceOf({ byExtension }: SignIn, isServerSide: boolean): Confidence {
  if (isServerSide) return byExtension ? 'medium' : 'high'
  return byExtension ? 'low' : 'medium'
}

function signInOf(facts: Facts, fn: FunctionInfo): SignIn | undefined {
  const { names } = facts
  const body = facts.bodyOf(fn)
  for (const { target, value } of body.stores) {
    if (target.kind !== 'Subscript' || names.of(target.object) !== 'flask.session') continue
    const key = stringOf(names, target.index)
    const isEmpty = value.kind === 'Const' && (value.value === null || value.value === false)
    if (key !== undefined && (IDENTITY.test(key) || FOREIGN_PERSON.test(key)) && !OTHER.test(key) && !isEmpty)
      return { at: target, what: `\`session['${key}']\` is set`, byExtension: false }
  }
  const call = body.calls.find(({ name }) =>
    /^flask_(?:login|security)\.(?:utils\.)?login_user$/.test(name ?? ''),
  )
  return call && { at: call.call, what: '`login_user` signs somebody in', byExtension: true }
}

function renews(facts: Facts, fn: FunctionInfo): boolean {
  const { names } = facts
  const { calls, stores } = facts.bodyOf(fn)
  return (
    calls.some(
      ({ call, name }) =>
        RENEWS.test(name ?? '') || RENEWS.test(writtenName(call.callee)) || popsAll(facts, call),
    ) ||
    stores.some(
      ({ target }) =>
        target.kind === 'Attribute' && target.name === 'sid' && names.of(target.object) === 'flask.session',
    )
  )
}

/** `for key in list(session): session.pop(key)`: what is taken out is named by a variable. */
function popsAll({ names }: Facts, call: Expr & { kind: 'Call' }): boolean {
  return (
    names.of(call.callee) === 'flask.session.pop' &&
    call.args[0]?.kind === 'Name' &&
    stringOf(names, call.args[0]) === undefined
  )
}
