// Extensions of Flask: made here, bound perhaps in another file, their options joined.
import type { Step } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { isApp } from '../apps.ts'
import type { Code } from '../code/code.ts'
import { entriesOf, lastOf, stepAt, writtenName } from '../code/expressions.ts'
import type { Config, Extension, Extensions, Hook } from '../facts.ts'
import { csrfLayer } from './csrf.ts'
import { EXTENSIONS, UNBOUND_BY_NATURE } from './table.ts'

export function collectExtensions(code: Code, config: Config, hooks: readonly Hook[]): Extensions {
  const bindings = bindingsOf(code)
  const list = code.names.calls.flatMap(({ call, name }): Extension[] => {
    const known = code.known(name) as string
    const positions = EXTENSIONS.get(known)
    return positions ? [extensionOf(code, call, known, positions, bindings)] : []
  })
  const all = (name: string) => list.filter((one) => one.name === name)
  const bound = (name: string) => list.find((one) => one.name === name && one.bound !== null)
  return { list, all, bound, csrf: csrfLayer(code, { bound }, config, hooks) }
}

function extensionOf(
  code: Code,
  call: Call,
  name: string,
  positions: readonly string[],
  bindings: readonly Binding[],
): Extension {
  const options = new Map<string, Expr>()
  addOptions(code, call, positions, options)
  let bound = boundByMaking(code, call, name)
  for (const binding of bindings) {
    if (!isOf(code, binding, call, name)) continue
    addOptions(code, binding.call, ['app', ...positions.filter((one) => one !== 'app')], options)
    bound ??= stepAt(binding.call)
  }
  return { name, call, at: placeOf(call), bound, options }
}

function addOptions(code: Code, call: Call, positions: readonly string[], options: Map<string, Expr>): void {
  call.args.forEach((arg, index) => {
    const name = positions[index]
    if (name !== undefined && arg.kind !== 'Starred') options.set(name, arg)
  })
  for (const { name, value } of call.keywords) {
    if (name !== null) options.set(name, value)
    else for (const [key, one] of entriesOf(code.names, value)) options.set(key, one)
  }
}

/** `CSRFProtect(app)`, `Limiter(get_remote_address, app=app)`; `Limiter(app, …)` of old. */
function boundByMaking(code: Code, call: Call, name: string): Step | null {
  if (UNBOUND_BY_NATURE.has(name)) return stepAt(call)
  if (name === 'werkzeug.middleware.proxy_fix.ProxyFix') return stepAt(call)
  const given = [...call.args, ...call.keywords.flatMap(({ name, value }) => (name === 'app' ? [value] : []))]
  const app = given.some((arg) => isApp(code, arg) || isAppOfFactory(code, arg))
  return app ? stepAt(call) : null
}

/** `Talisman(create_app())`, and a variable that holds what a factory made. */
function isAppOfFactory(code: Code, arg: Expr): boolean {
  const origin = code.originOf(arg)
  return origin !== arg && origin.kind === 'Call' && isApp(code, origin)
}

interface Binding {
  readonly call: Call
  /** What `init_app` is called on; each of them where it is a loop's variable. */
  readonly targets: readonly Expr[]
}

const BINDING_METHODS = ['init_app', 'init_application']

function bindingsOf(code: Code): Binding[] {
  return BINDING_METHODS.flatMap((method) => code.names.callsOfMethod(method)).flatMap(
    ({ call }): Binding[] => {
      if (call.callee.kind !== 'Attribute') return []
      const object = call.callee.object
      return [{ call, targets: loopTargets(code, object) ?? [object] }]
    },
  )
}

/** `for extension in (db, csrf, limiter): extension.init_app(app)` */
function loopTargets(code: Code, object: Expr): readonly Expr[] | undefined {
  if (object.kind !== 'Name') return undefined
  const loop = code.loops.find(
    ({ variable, stmt }) =>
      variable === object.id &&
      stmt.origin === object.origin &&
      stmt.start <= object.start &&
      object.end <= stmt.end,
  )
  if (loop === undefined) return undefined
  const listed = code.originOf(loop.iter)
  return 'elements' in listed ? listed.elements : undefined
}

function isOf(code: Code, binding: Binding, made: Call, name: string): boolean {
  return binding.targets.some((target) => {
    const origin = code.originOf(target)
    if (origin === made) return true
    if (origin.kind === 'Call') return false
    // What it is can't be told: the same class, or the same name, is taken for the same thing.
    const known = code.of(target)
    if (known !== undefined) return known === `${name}()`
    const variable = code.variableOf(made)
    return variable !== undefined && lastOf(variable) === lastOf(writtenName(target))
  })
}
