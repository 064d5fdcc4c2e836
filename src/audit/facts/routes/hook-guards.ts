// A before_request that keeps strangers out, and the routes that it lets through.
import type { Step } from '../../finding.ts'
import type { Expr, Stmt } from '../../python/ast.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { statementsIn } from '../code/children.ts'
import type { Code } from '../code/code.ts'
import { lastOf, stringOf, stringsOf } from '../code/expressions.ts'
import type { Hook } from '../facts.ts'
import { denialOf } from './denial.ts'
import { anyCheck, decoratorGuards, looseCheck } from './guard-checks.ts'
import type { Evidence } from './identity.ts'

/** What of a request a condition speaks of. */
type Subject = 'endpoint' | 'path' | 'blueprint' | 'method'

interface Condition {
  readonly subject: Subject
  readonly how: 'is' | 'starts'
  readonly values: readonly string[]
  /** True for those of the values, or for all others. */
  readonly positive: boolean
}

export interface HookGuard {
  readonly step: Step
  readonly by: Evidence
  readonly blueprint: string | null
  /** All must hold for the guard to be asked. */
  readonly conditions: readonly Condition[]
  /** An attribute that views are marked with to be let through: `view.is_public = True`. */
  readonly marks: readonly string[]
}

export interface Guarded {
  readonly path: string
  readonly endpoint: string
  readonly methods: readonly string[]
  readonly blueprints: readonly string[]
  /** Attributes that its decorators put on it. */
  readonly marks: ReadonlySet<string>
}

export function hookGuards(code: Code, hooks: readonly Hook[]): HookGuard[] {
  return hooks.flatMap((hook): HookGuard[] => {
    if (hook.event !== 'before_request') return []
    const step = { at: hook.at, what: `${hook.fn.def.name}() before each request` }
    const decorated = hook.fn.def.decorators
      .map((one) => decoratorGuards(code, one))
      .find((one) => one !== undefined)
    const check = anyCheck(code, hook.fn) ?? calledCheck(code, hook.fn)
    const by = decorated ?? check?.by ?? looseCheck(code, hook.fn)
    if (by === undefined) return []
    const conditions = decorated ? [] : conditionsOf(code, hook.fn)
    return [{ step, by, blueprint: hook.blueprint, conditions, marks: marksRead(code, hook.fn) }]
  })
}

/** The check may stand in a function that the hook calls: `return require_login()`. */
function calledCheck(code: Code, hook: FunctionInfo): ReturnType<typeof anyCheck> {
  for (const fn of code.reach(hook).slice(1, 8)) {
    const check = anyCheck(code, fn)
    if (check) return check
  }
  return undefined
}

/** What must hold for the refusal to be reached: tests around it, and early returns before it. */
function conditionsOf(code: Code, fn: FunctionInfo): Condition[] {
  const found: Condition[] = []
  visit(fn.def.body, [])
  return found

  function visit(body: readonly Stmt[], around: readonly Condition[]): boolean {
    const holding = [...around]
    for (const stmt of body) {
      if (stmt.kind !== 'If') continue
      const own = conditionsIn(code, stmt.test)
      if (denialOf(code, stmt.body) !== null) {
        // The innermost one that refuses decides; what is around it has been gathered on the way.
        if (visit(stmt.body, [...holding, ...own])) return true
        found.push(...holding, ...own)
        return true
      }
      if (leaves(stmt.body)) holding.push(...own.map((one) => ({ ...one, positive: !one.positive })))
      if (denialOf(code, stmt.orelse) !== null) {
        const not = own.map((one) => ({ ...one, positive: !one.positive }))
        if (visit(stmt.orelse, [...holding, ...not])) return true
        found.push(...holding, ...not)
        return true
      }
    }
    return false
  }
}

/** `return` or `return None`: the request goes on. */
function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1)
  if (last?.kind !== 'Return') return false
  return last.value === null || (last.value.kind === 'Const' && last.value.value === null)
}

const SUBJECTS = new Map<string, Subject>([
  ['flask.request.endpoint', 'endpoint'],
  ['flask.request.url_rule.endpoint', 'endpoint'],
  ['flask.request.path', 'path'],
  ['flask.request.full_path', 'path'],
  ['flask.request.blueprint', 'blueprint'],
  ['flask.request.method', 'method'],
])

function conditionsIn(code: Code, test: Expr): Condition[] {
  if (test.kind === 'UnaryOp' && test.op === 'not')
    return conditionsIn(code, test.operand).map((one) => ({ ...one, positive: !one.positive }))
  if (test.kind === 'BoolOp') return test.values.flatMap((value) => conditionsIn(code, value))
  if (test.kind === 'Compare' && test.rest.length === 1) {
    const { op, right } = test.rest[0] as { op: string; right: Expr }
    const subject = SUBJECTS.get(code.of(test.left) ?? '')
    const values = subject && stringsOf(code.names, right)
    if (!subject || !values) return []
    if (op === 'in' || op === '==') return [{ subject, how: 'is', values, positive: true }]
    if (op === 'not in' || op === '!=') return [{ subject, how: 'is', values, positive: false }]
    return []
  }
  if (test.kind === 'Call' && test.callee.kind === 'Attribute' && test.callee.name === 'startswith') {
    const subject = SUBJECTS.get(code.of(test.callee.object) ?? '')
    const values = subject && stringsOf(code.names, test.args[0])
    return subject && values ? [{ subject, how: 'starts', values, positive: true }] : []
  }
  // `any(request.path.startswith(p) for p in OPEN)`
  if (test.kind === 'Call' && lastOf(code.of(test.callee) ?? '') === 'any') return anyOf(code, test.args[0])
  return []
}

function anyOf(code: Code, expr: Expr | undefined): Condition[] {
  if (expr?.kind !== 'Comprehension') return []
  const values = stringsOf(code.names, expr.clauses[0]?.iter)
  const test = expr.element
  if (
    !values ||
    test.kind !== 'Call' ||
    test.callee.kind !== 'Attribute' ||
    test.callee.name !== 'startswith'
  )
    return []
  const subject = SUBJECTS.get(code.of(test.callee.object) ?? '')
  return subject ? [{ subject, how: 'starts', values, positive: true }] : []
}

/** `getattr(view, 'is_public', False)`, `hasattr(view, '_exempt')` */
function marksRead(code: Code, fn: FunctionInfo): string[] {
  return code.reach(fn).flatMap((one) =>
    code.body(one).calls.flatMap(({ call, name }) => {
      const last = lastOf(name ?? '')
      const mark = last === 'getattr' || last === 'hasattr' ? stringOf(code.names, call.args[1]) : undefined
      return mark === undefined ? [] : [mark]
    }),
  )
}

/** Attributes that decorators of the project put on a view. */
export function marksOf(code: Code, decorators: readonly Expr[]): Set<string> {
  const marks = new Set<string>()
  for (const decorator of decorators) {
    const fn = code.names.functionOf(decorator.kind === 'Call' ? decorator.callee : decorator)
    if (!fn) continue
    for (const one of [fn, ...code.body(fn).nested])
      for (const stmt of statementsIn(one.def.body))
        if (stmt.kind === 'Assign')
          for (const target of stmt.targets) if (target.kind === 'Attribute') marks.add(target.name)
  }
  return marks
}

export function covers(guard: HookGuard, route: Guarded): boolean {
  if (guard.blueprint !== null && !route.blueprints.includes(guard.blueprint)) return false
  if (guard.marks.some((mark) => route.marks.has(mark))) return false
  return guard.conditions.every((one) => matches(one, route) === one.positive)
}

function matches({ subject, how, values }: Condition, route: Guarded): boolean {
  const fits = (text: string) =>
    values.some((value) => (how === 'is' ? text === value : text.startsWith(value)))
  if (subject === 'endpoint') return fits(route.endpoint)
  if (subject === 'path') return fits(route.path)
  if (subject === 'method') return route.methods.some(fits)
  const dot = route.endpoint.lastIndexOf('.')
  return dot !== -1 && fits(route.endpoint.slice(0, dot))
}
