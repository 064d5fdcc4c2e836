// How a view tells who is asking, by what it reads: a cookie's session, or a header.
import type { FunctionInfo } from '../../python/names-api.ts'
import type { Body } from '../code/body.ts'
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
  let proof: Evidence | null = null
  for (const fn of code.reach(view)) {
    const { cookie, by } = ownUse(code, fn)
    if (cookie) return 'session'
    proof ??= by
  }
  return proof
}

interface Use {
  readonly cookie: boolean
  /** The first proof of who is asking; not looked for beside a cookie. */
  readonly by: Evidence | null
}

const uses = new WeakMap<FunctionInfo, Use>()

/** What one function reads itself: many views reach the same ones. */
function ownUse(code: Code, fn: FunctionInfo): Use {
  const known = uses.get(fn)
  if (known) return known
  const body = code.body(fn)
  const cookie = readsCookie(body)
  const use = { cookie, by: cookie ? null : proofIn(code, body) }
  uses.set(fn, use)
  return use
}

function readsCookie({ reads, calls }: Body): boolean {
  return (
    reads.some(({ name }) => COOKIE_NAMES.test(name)) ||
    calls.some(({ call, name }) => (name !== undefined && COOKIE_NAMES.test(name)) || setsCookie(call))
  )
}

function proofIn(code: Code, { reads, calls }: Body): Evidence | null {
  for (const node of [...reads.map(({ expr }) => expr), ...calls.map(({ call }) => call)]) {
    const by = evidenceOf(code, node, 3)
    if (by) return by
  }
  return null
}

function setsCookie(call: { callee: { kind: string } & Partial<{ name: string }> }): boolean {
  return call.callee.kind === 'Attribute' && call.callee.name === 'set_cookie'
}
