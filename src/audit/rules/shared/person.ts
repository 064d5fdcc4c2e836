// Does a function ask who is signed in, by whatever extension or by the session itself.
import { lastOf, stringOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Call } from '../../python/ast.ts'
import { reachOf } from './reach.ts'

/** The person, a proof of who it is, or the place where either is kept. */
const PERSON =
  /^flask_login\.(?:utils\.)?current_user|^flask_security\.current_user|^flask\.session(?:[.[]|$)|^flask_jwt_extended\.(?:get_jwt|get_current_user|current_user|get_raw_jwt)|^flask_jwt\.current_identity|^flask_httpauth\.\w+\(\)\.(?:current_user|username)|^flask\.request\.(?:authorization|cookies|user|current_user)|^flask_principal\./
/** Attributes of `g`, parameters and functions of the project's own. */
const OWN =
  /^(?:get_|load_|fetch_|require_|the_)?(?:current_?|logged_in_?|auth(?:ed|enticated)?_?|my_?|own_?)(?:user|account|member|person|identity|customer|tenant|org)(?:_?id)?$|(?:owner|tenant|permission|authoriz|authoris|is_allowed|can_(?:edit|view|access|delete)|has_access)/i
const OF_G = /user|account|identity|member|person|customer|tenant/i
/** Headers that prove who asks, or that a sender knows a secret. */
const PROOF = /auth|token|key|signature|secret/i

/** The function itself, or one that it calls. */
export function asksForPerson(facts: Facts, fn: FunctionInfo): boolean {
  return reachOf(facts, fn).some((one) => asksItself(facts, one))
}

const asked = new WeakMap<FunctionInfo, boolean>()

function asksItself(facts: Facts, fn: FunctionInfo): boolean {
  const known = asked.get(fn) ?? looksForPerson(facts, fn)
  asked.set(fn, known)
  return known
}

function looksForPerson(facts: Facts, fn: FunctionInfo): boolean {
  const body = facts.bodyOf(fn)
  if (fn.def.params.some(({ name }) => OWN.test(name))) return true
  if (body.reads.some(({ name }) => PERSON.test(name) || isOfG(name))) return true
  return body.calls.some(({ call, name }) => {
    const written = lastOf(name ?? writtenName(call.callee))
    return PERSON.test(name ?? '') || isOfG(name ?? '') || OWN.test(written) || isProof(facts, call, name)
  })
}

function isOfG(name: string): boolean {
  return name.startsWith('flask.g.') && OF_G.test(name.slice('flask.g.'.length))
}

function isProof({ names }: Facts, call: Call, name: string | undefined): boolean {
  return name === 'flask.request.headers.get' && PROOF.test(stringOf(names, call.args[0]) ?? '')
}
