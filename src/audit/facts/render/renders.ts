// Which function renders which template, with which values.
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import { givenFor } from '../../python/given.ts'
import type { FunctionInfo } from '../../python/names-api.ts'
import { STRING_RENDERERS } from '../../templates/inline.ts'
import type { Code } from '../code/code.ts'
import { argumentOf, entriesOf, lastOf, stringOf, stringsOf } from '../code/expressions.ts'
import type { Render } from '../facts.ts'

const RENDERERS = new Set([
  'flask.render_template',
  'flask.templating.render_template',
  'flask.stream_template',
  'flask.templating.stream_template',
  'flask_mako.render_template',
  'quart.render_template',
])

/** How many callers of a wrapper are followed, and how many wrappers deep. */
const MAX_CALLERS = 500
const MAX_WRAPPERS = 3

/** The render, and where its environment is another than the app's. */
export interface Rendered extends Render {
  /** The `Environment(…)` of Jinja that it goes through; null for the app's own. */
  readonly environment: Expr | null
}

/** The names of the templates that an expression stands for. */
type NamesOf = (template: Expr | undefined) => readonly string[]

/** `inline`: the names of what is given to a call and stands in the program itself. */
export function collectRenders(code: Code, inline: ReadonlyMap<Expr, readonly string[]>): Rendered[] {
  const ofFile: NamesOf = (template) => templateNames(code, template)
  const ofString: NamesOf = (template) => (template && inline.get(template)) ?? []
  const own = code.names.calls.flatMap(({ call, name, inside }): Rendered[] => {
    if (RENDERERS.has(name))
      return rendersBy(code, ofFile, call, argumentOf(call, 0, 'template_name_or_list'), inside, null, 0)
    if (STRING_RENDERERS.has(name))
      return rendersBy(code, ofString, call, argumentOf(call, 0, 'source'), inside, null, 0)
    return []
  })
  return [...own, ...throughEnvironments(code, ofFile), ...decorated(code)]
}

function rendersBy(
  code: Code,
  namesOf: NamesOf,
  call: Call,
  template: Expr | undefined,
  view: FunctionInfo | null,
  environment: Expr | null,
  depth: number,
): Rendered[] {
  const { values, all } = valuesOf(code, call, view)
  const at = placeOf(call)
  const names = namesOf(template)
  if (names.length > 0)
    return names.map((name) => ({ template: name, call, view, values, all, at, environment }))
  return view && template && depth < MAX_WRAPPERS
    ? throughWrapper(code, namesOf, template, values, view, environment, depth)
    : []
}

/** One name, a list of names, or either arm of a condition. */
function templateNames(code: Code, template: Expr | undefined): readonly string[] {
  if (template === undefined) return []
  const names = stringsOf(code.names, template)
  if (names) return names
  if (template.kind === 'IfExp')
    return [...templateNames(code, template.body), ...templateNames(code, template.orelse)]
  if (template.kind === 'BoolOp') return template.values.flatMap((value) => templateNames(code, value))
  if (template.kind !== 'Name') return []
  return code.names
    .assigned(template)
    .flatMap((value) => (value.kind === 'Name' ? [] : templateNames(code, value)))
}

/** `def render(template, **values): return render_template(template, user=…, **values)`: each caller renders. */
function throughWrapper(
  code: Code,
  namesOf: NamesOf,
  template: Expr,
  inner: ReadonlyMap<string, Expr>,
  wrapper: FunctionInfo,
  environment: Expr | null,
  depth: number,
): Rendered[] {
  if (template.kind !== 'Name') return []
  const { id } = template
  if (!wrapper.def.params.some(({ name }) => name === id)) return []
  return code.names
    .callsOf(wrapper.qualified)
    .slice(0, MAX_CALLERS)
    .flatMap(({ call, inside }) =>
      rendersBy(code, namesOf, call, givenFor(wrapper, id, call), inside, environment, depth + 1).map(
        (one) => ({
          ...one,
          values: new Map([...inner, ...one.values]),
        }),
      ),
    )
}

function valuesOf(
  code: Code,
  call: Call,
  view: FunctionInfo | null,
): { values: Map<string, Expr>; all: boolean } {
  const values = new Map<string, Expr>()
  let all = false
  for (const { name, value } of call.keywords) {
    if (name !== null) values.set(name, value)
    else if (isLocals(code, value)) all = true
    else for (const [key, one] of spread(code, value, view)) values.set(key, one)
  }
  // Jinja's own render() takes a dictionary as well.
  for (const arg of call.args)
    if (arg.kind === 'Dict') for (const [key, one] of entriesOf(code.names, arg)) values.set(key, one)
  return { values, all }
}

function isLocals(code: Code, expr: Expr): boolean {
  return (
    expr.kind === 'Call' &&
    lastOf(code.of(expr.callee) ?? (expr.callee.kind === 'Name' ? expr.callee.id : '')) === 'locals'
  )
}

/** The dictionary's own entries, and what the function puts into it afterwards. */
function spread(code: Code, expr: Expr, view: FunctionInfo | null): [string, Expr][] {
  const entries = entriesOf(code.names, expr)
  if (expr.kind !== 'Name' || view === null) return entries
  const later = code.body(view).stores.flatMap(({ target, value }): [string, Expr][] => {
    if (target.kind !== 'Subscript' || target.object.kind !== 'Name' || target.object.id !== expr.id)
      return []
    const key = stringOf(code.names, target.index)
    return key === undefined ? [] : [[key, value]]
  })
  return [...entries, ...later]
}

/** `env.get_template('x.html').render(a=b)`, the app's `jinja_env` included. */
function throughEnvironments(code: Code, namesOf: NamesOf): Rendered[] {
  return code.names.callsOfMethod('render').flatMap(({ call, inside }): Rendered[] => {
    const object = call.callee.kind === 'Attribute' ? code.originOf(call.callee.object) : undefined
    if (object?.kind !== 'Call' || object.callee.kind !== 'Attribute') return []
    if (object.callee.name !== 'get_template' && object.callee.name !== 'select_template') return []
    const environment = code.originOf(object.callee.object)
    const isOwn = environment.kind === 'Attribute' && environment.name === 'jinja_env'
    return rendersBy(code, namesOf, call, object.args[0], inside, isOwn ? null : environment, 0)
  })
}

/** `@templated('x.html')` of the project: the view returns the values. */
function decorated(code: Code): Rendered[] {
  return code.names.functions.flatMap((fn) =>
    fn.def.decorators.flatMap((decorator): Rendered[] => {
      if (decorator.kind !== 'Call') return []
      const name = stringOf(code.names, decorator.args[0])
      const maker = name?.includes('.') ? code.names.functionOf(decorator.callee) : undefined
      if (name === undefined || !maker || !rendersInside(code, maker, 0)) return []
      const values = new Map<string, Expr>()
      for (const { value } of code.body(fn).returns)
        if (value) for (const [key, one] of entriesOf(code.names, value)) values.set(key, one)
      return [
        {
          template: name,
          call: decorator,
          view: fn,
          values,
          all: false,
          at: placeOf(decorator),
          environment: null,
        },
      ]
    }),
  )
}

function rendersInside(code: Code, fn: FunctionInfo, depth: number): boolean {
  const body = code.body(fn)
  if (body.calls.some(({ name }) => name !== undefined && RENDERERS.has(name))) return true
  return depth < MAX_WRAPPERS && body.nested.some((inner) => rendersInside(code, inner, depth + 1))
}
