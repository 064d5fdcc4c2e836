// Functions that Flask and its extensions call by themselves: before and after requests, on errors, to load users.
import { placeOf } from '../location.ts'
import type { Call, Expr } from '../python/ast.ts'
import type { FunctionInfo } from '../python/names-api.ts'
import { isApp } from './apps.ts'
import type { Code } from './code/code.ts'
import type { Hook } from './facts.ts'
import { blueprintOf } from './routes/blueprints.ts'

/** Event as written → as told, and whether it holds for the whole app though a blueprint registers it. */
const EVENTS = new Map<string, { event: string; wholeApp: boolean }>([
  ['before_request', { event: 'before_request', wholeApp: false }],
  ['before_app_request', { event: 'before_request', wholeApp: true }],
  ['after_request', { event: 'after_request', wholeApp: false }],
  ['after_app_request', { event: 'after_request', wholeApp: true }],
  ['before_first_request', { event: 'before_first_request', wholeApp: true }],
  ['before_app_first_request', { event: 'before_first_request', wholeApp: true }],
  ['teardown_request', { event: 'teardown_request', wholeApp: false }],
  ['teardown_app_request', { event: 'teardown_request', wholeApp: true }],
  ['teardown_appcontext', { event: 'teardown_appcontext', wholeApp: true }],
  ['errorhandler', { event: 'errorhandler', wholeApp: false }],
  ['app_errorhandler', { event: 'errorhandler', wholeApp: true }],
  ['register_error_handler', { event: 'errorhandler', wholeApp: false }],
  ['context_processor', { event: 'context_processor', wholeApp: false }],
  ['app_context_processor', { event: 'context_processor', wholeApp: true }],
  ['template_filter', { event: 'template_filter', wholeApp: true }],
  ['app_template_filter', { event: 'template_filter', wholeApp: true }],
  ['add_template_filter', { event: 'template_filter', wholeApp: true }],
  ['template_global', { event: 'template_global', wholeApp: true }],
  ['app_template_global', { event: 'template_global', wholeApp: true }],
  ['url_value_preprocessor', { event: 'url_value_preprocessor', wholeApp: false }],
  ['url_defaults', { event: 'url_defaults', wholeApp: false }],
])

/** Loaders of Flask-Login, Flask-JWT-Extended, Flask-HTTPAuth: their names are used for nothing else. */
const LOADERS = new Set(
  `user_loader request_loader header_loader unauthorized_handler needs_refresh_handler user_lookup_loader
  user_identity_loader token_in_blocklist_loader token_in_blacklist_loader additional_claims_loader
  expired_token_loader invalid_token_loader unauthorized_loader verify_password get_password verify_token
  hash_password get_user_roles error_handler identity_loader`.split(/\s+/),
)

export function collectHooks(code: Code): Hook[] {
  return [...decorated(code), ...registered(code), ...appended(code)]
}

function decorated(code: Code): Hook[] {
  return code.names.functions.flatMap((fn) =>
    fn.def.decorators.flatMap((decorator): Hook[] => {
      const target = decorator.kind === 'Call' ? decorator.callee : decorator
      if (target.kind !== 'Attribute') return []
      const argument = decorator.kind === 'Call' ? (decorator.args[0] ?? null) : null
      return hookOf(code, target.object, target.name, fn, argument, decorator)
    }),
  )
}

/** `app.before_request(check)`, `app.register_error_handler(404, missing)`. */
function registered(code: Code): Hook[] {
  const events = [...EVENTS.keys(), ...LOADERS]
  return events.flatMap((event) =>
    code.names.callsOfMethod(event).flatMap(({ call }): Hook[] => {
      if (call.callee.kind !== 'Attribute') return []
      const argument = event === 'register_error_handler' ? (call.args[0] ?? null) : null
      const handler = call.args[event === 'register_error_handler' ? 1 : 0]
      const fn = handler && code.names.functionOf(handler)
      return fn ? hookOf(code, call.callee.object, event, fn, argument, call) : []
    }),
  )
}

/** `app.before_request_funcs.setdefault(None, []).append(check)` */
function appended(code: Code): Hook[] {
  return code.names.callsOfMethod('append').flatMap(({ call }): Hook[] => {
    const event = appendedTo(call)
    const fn = call.args[0] && event ? code.names.functionOf(call.args[0]) : undefined
    return fn && event ? [{ event, fn, blueprint: null, argument: null, at: placeOf(call) }] : []
  })
}

function appendedTo(call: Call): string | undefined {
  let at: Expr = call.callee
  for (let depth = 0; depth < 6; depth++) {
    if (at.kind === 'Attribute') {
      if (at.name === 'before_request_funcs') return 'before_request'
      if (at.name === 'after_request_funcs') return 'after_request'
      at = at.object
    } else if (at.kind === 'Call') at = at.callee
    else if (at.kind === 'Subscript') at = at.object
    else return undefined
  }
  return undefined
}

function hookOf(
  code: Code,
  owner: Expr,
  written: string,
  fn: FunctionInfo,
  argument: Expr | null,
  at: Expr,
): Hook[] {
  if (LOADERS.has(written)) return [{ event: written, fn, blueprint: null, argument, at: placeOf(at) }]
  const known = EVENTS.get(written)
  if (known === undefined) return []
  if (isApp(code, owner)) return [{ event: known.event, fn, blueprint: null, argument, at: placeOf(at) }]
  const blueprint = blueprintOf(code, owner)
  if (blueprint === undefined) return []
  return [{ event: known.event, fn, blueprint: known.wholeApp ? null : blueprint, argument, at: placeOf(at) }]
}
