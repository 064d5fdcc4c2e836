// How a view tells who is asking, by what it reads: a cookie's session, or a header.
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { type Evidence, evidenceOf } from './identity.ts'

const COOKIE_NAMES =
  /^flask\.(?:session(?:[.[]|$)|request\.cookies)|^flask_login\.|^flask_security\.(?:current_user|login_user|logout_user)/

const kept = new WeakMap<FunctionInfo, { readonly by: Evidence | null }>()

/** `session` outweighs the others: a request with a cookie is one that another site can send. */
export function readsSession(code: Code, view: FunctionInfo): Evidence | null {
  const known = kept.get(view)
  if (known) return known.by
  const by = find(code, view)
  kept.set(view, { by })
  return by
}

function find(code: Code, view: FunctionInfo): Evidence | null {
  let header: Evidence | null = null
  for (const fn of code.reach(view)) {
    const body = code.body(fn)
    if (body.reads.some(({ name }) => COOKIE_NAMES.test(name))) return 'session'
    if (
      body.calls.some(({ call, name }) => (name !== undefined && COOKIE_NAMES.test(name)) || setsCookie(call))
    )
      return 'session'
    for (const { expr } of body.reads) header ??= evidenceOf(code, expr, 3) ?? null
    for (const { call } of body.calls) header ??= evidenceOf(code, call, 3) ?? null
  }
  return header
}

function setsCookie(call: { callee: { kind: string } & Partial<{ name: string }> }): boolean {
  return call.callee.kind === 'Attribute' && call.callee.name === 'set_cookie'
}
