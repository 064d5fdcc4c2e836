// What may stand in a template's hole: what views pass for its variables, through loops, set, macros, filters and attributes.
import type { Expr } from '../../python/ast.ts'
import type { Hole, Template } from '../../templates/template.ts'
import type { Hook, Render, Taint } from '../facts.ts'
import { elementOf } from './containers.ts'
import { Env } from './env.ts'
import { filtered, ownFilters } from './filters.ts'
import type { ProjectFlow } from './flow.ts'
import { specialOf } from './sources.ts'
import { join, NOTHING, type Value } from './value.ts'

/** Names that are looked up through each other. */
const DEEPEST = 8
/** Calls of one macro that are looked at. */
const MOST_CALLS = 24

const SPECIAL = new Map([
  ['request', 'flask.request'],
  ['g', 'flask.g'],
  ['session', 'flask.session'],
  ['current_user', 'flask_login.current_user'],
])

export interface TemplateFlowInput {
  readonly flow: ProjectFlow
  readonly templates: readonly Template[]
  readonly rendersOf: (template: Template) => readonly Render[]
  /** Context processors are told from the others by their event. */
  readonly hooks: readonly Hook[]
}

interface MacroCall {
  readonly template: Template
  readonly call: Expr & { readonly kind: 'Call' }
  readonly hole: Hole
}

export function createTemplateTaints(
  input: TemplateFlowInput,
): (template: Template, hole: Hole) => readonly Taint[] {
  const { flow, templates, rendersOf, hooks } = input
  const filters = ownFilters(flow.names)
  const macroCalls = callsOfMacros(templates)
  const includers = new Map<string, Template[]>()
  for (const template of templates)
    for (const name of template.includes) includers.set(name, [...(includers.get(name) ?? []), template])
  const processors = hooks.filter(({ event }) => /context_processor$/.test(event))
  const roots = new Map<string, Value>()

  /** What views and context processors pass. */
  function rootOf(template: Template, name: string): Value {
    const key = `${template.file} ${template.name} ${name}`
    const known = roots.get(key)
    if (known !== undefined) return known
    let value = NOTHING
    for (const render of rendersOf(template)) {
      const expr = render.values.get(name)
      if (expr !== undefined) value = join(value, flow.valueOf(expr) ?? NOTHING)
      else if (render.all) value = join(value, spreadOf(render, name))
    }
    for (const { fn } of processors) value = join(value, flow.returnOf(fn).items?.get(name) ?? NOTHING)
    roots.set(key, value)
    return value
  }

  function spreadOf(render: Render, name: string): Value {
    let value = NOTHING
    for (const keyword of render.call.keywords)
      if (keyword.name === null) value = join(value, flow.valueOf(keyword.value)?.items?.get(name) ?? NOTHING)
    return value
  }

  function variable(
    template: Template,
    macro: string | null,
    name: string,
    depth: number,
    open: ReadonlySet<string>,
  ): Value {
    const key = `${template.file} ${template.name} ${macro ?? ''} ${name}`
    if (depth <= 0 || open.has(key)) return rootOf(template, name)
    const opened = new Set(open).add(key)
    if (macro !== null && template.macros.some((own) => own.name === macro && own.params.includes(name)))
      return argumentOf(template, macro, name, depth - 1, opened)
    let value: Value | undefined
    for (const binding of template.bindings) {
      if (binding.name !== name) continue
      const bound = read(template, macro, binding.value, depth - 1, opened)
      value = join(value ?? NOTHING, binding.loop ? elementOf(bound, binding.value) : bound)
    }
    if (value !== undefined) return value
    const special = SPECIAL.get(name)
    value = rootOf(template, name)
    if (value === NOTHING && special !== undefined && template.text.length > 0)
      return specialOf(special, placeholder(template)) ?? NOTHING
    for (const outer of includers.get(template.name) ?? [])
      value = join(value, variable(outer, null, name, depth - 1, opened))
    return value
  }

  /** What callers of a macro pass for one of its parameters. */
  function argumentOf(
    template: Template,
    macro: string,
    name: string,
    depth: number,
    open: ReadonlySet<string>,
  ): Value {
    const at = template.macros.find((own) => own.name === macro)?.params.indexOf(name) ?? -1
    let value = NOTHING
    for (const { template: caller, call, hole } of (macroCalls.get(macro) ?? []).slice(0, MOST_CALLS)) {
      const given = call.keywords.find((keyword) => keyword.name === name)?.value ?? call.args[at]
      if (given !== undefined) value = join(value, read(caller, hole.macro, given, depth, open))
    }
    return value
  }

  function read(
    template: Template,
    macro: string | null,
    expr: Expr,
    depth: number,
    open: ReadonlySet<string>,
  ): Value {
    return flow.readWith(new Variables((name) => variable(template, macro, name, depth, open)), expr)
  }

  return function taintOf(template, hole) {
    if (hole.value === null) return []
    const none: ReadonlySet<string> = new Set()
    const value = read(template, hole.macro, hole.value, DEEPEST, none)
    const out = filtered(
      value,
      hole.filters,
      (expr) => read(template, hole.macro, expr, DEEPEST, none),
      (name, given) => {
        const fn = filters.get(name)
        return fn === undefined || hole.value === null ? undefined : flow.applied(fn, hole.value, given)
      },
    )
    return flow.taintsIn(out)
  }
}

/** Variables that are looked up when asked for. */
class Variables extends Env {
  readonly #find: (name: string) => Value
  constructor(find: (name: string) => Value) {
    super(null)
    this.#find = find
  }

  override get(name: string): Value | undefined {
    return super.get(name) ?? this.#find(name)
  }
}

function placeholder(template: Template): Expr {
  return {
    kind: 'Name',
    id: 'request',
    start: 0,
    end: 0,
    origin: { file: template.file, text: template.text },
  }
}

/** `{{ macro(x) }}` and `{{ forms.macro(x) }}`, by the macro's name. */
function callsOfMacros(templates: readonly Template[]): ReadonlyMap<string, MacroCall[]> {
  const known = new Set(templates.flatMap(({ macros }) => macros.map(({ name }) => name)))
  const out = new Map<string, MacroCall[]>()
  for (const template of templates) {
    for (const hole of template.holes) {
      if (hole.value?.kind !== 'Call') continue
      const { callee } = hole.value
      const name = callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.name : ''
      if (!known.has(name)) continue
      const list = out.get(name) ?? []
      list.push({ template, call: hole.value, hole })
      out.set(name, list)
    }
  }
  return out
}
