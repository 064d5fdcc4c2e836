// The data flow of a project: what arrives at the sinks of the rules, and what is known of any expression.
import { type Location, placeOf } from '../../location.ts'
import type { Call, Expr, Module, Param } from '../../python/ast.ts'
import type { CallSite, FunctionInfo, Names } from '../../python/names-api.ts'
import type { Template } from '../../templates/template.ts'
import type { Flow, FlowFound, Render, Route, SinkSpec, Taint } from '../facts.ts'
import { Analysis } from './analysis.ts'
import { applied, hasReceiver } from './apply.ts'
import { itemOf, sourceText } from './containers.ts'
import { Env } from './env.ts'
import type { Unit } from './frame.ts'
import { joinMarks, lengthOf, type Mark, NO_MARKS, taintFrom } from './mark.ts'
import { readExpression, readUnit } from './reading.ts'
import { dangerous, type Hit, Sinks } from './sinks.ts'
import { compose } from './summary.ts'
import { templateNames } from './template-names.ts'
import { join, NOTHING, OTHER_HOLE, TAINTED_HOLE, Value } from './value.ts'

/** Ways to one sink that are told. */
const MOST_WAYS = 5
/** Callers of callers that are asked for what a parameter holds. */
const DEEPEST_CALLERS = 6
/** Callers of one function that are asked. */
const MOST_CALLERS = 24

/** Expressions of templates stand in no module. */
const TEMPLATE: Module = {
  name: '\0template',
  file: '',
  text: '',
  isPackage: false,
  body: [],
  comments: [],
  broken: false,
}

export interface FlowInput {
  readonly names: Names
  readonly routes: readonly Route[]
  readonly renders: readonly Render[]
  readonly templates: readonly Template[]
  readonly sinks: readonly SinkSpec[]
}

/** What the contract promises, and what this one tells besides. */
export interface ProjectFlow extends Flow {
  readonly names: Names
  /** The value of an expression of a module, parameters replaced by what is passed. */
  valueOf(expr: Expr): Value | undefined
  returnOf(fn: FunctionInfo): Value
  /** An expression of a template, with the variables it sees. */
  readWith(env: Env, expr: Expr): Value
  /** What `fn` makes of its first argument. */
  applied(fn: FunctionInfo, call: Expr, given: Value): Value
  taintsIn(value: Value): readonly Taint[]
  /** `textOf` with the holes told apart: `tainted[i]` says whether the i-th `\0` is foreign data. */
  shapeOf(expr: Expr): { readonly text: string; readonly tainted: readonly boolean[] } | undefined
}

export function buildFlow({ names, routes, sinks }: FlowInput): ProjectFlow {
  const analysis = new Analysis(names, routes, new Sinks(sinks))
  analysis.settle()
  const found = collect(analysis)
  const recorded = new Map<Unit, Map<Expr, Value>>()

  function rawValue(expr: Expr): Value | undefined {
    const module = names.moduleOf(expr)
    if (module === undefined) return undefined
    const fn = names.enclosing(expr)
    const unit = analysis.unitOf(fn ?? module.name, { module, fn })
    let values = recorded.get(unit)
    if (values === undefined) {
      values = new Map()
      recorded.set(unit, values)
      readUnit(analysis, unit, values)
    }
    return values.get(expr)
  }

  const inTemplates = { module: TEMPLATE, fn: null }
  const shown = templateNames(names)

  return {
    names,
    valueOf: (expr) => {
      const value = rawValue(expr)
      return value === undefined ? undefined : resolvedValue(analysis, value)
    },
    returnOf: (fn) => resolvedValue(analysis, analysis.summaryOf(fn, inTemplates).returns),
    readWith: (env, expr) => readExpression(analysis, inTemplates, shown, env, (frame) => frame.value(expr)),
    applied: (fn, call, given) =>
      readExpression(analysis, inTemplates, names, new Env(null), (frame) =>
        applied(frame, fn, call, [given]),
      ),
    taintsIn: (value) => taintsOf(value.all.filter((mark) => mark.origin.param === null)),
    into: (sinkId) => found.get(sinkId) ?? [],
    taintOf(expr) {
      const value = rawValue(expr)
      return value === undefined ? [] : taintsOf(resolved(analysis, value.all, DEEPEST_CALLERS))
    },
    textOf: (expr) => textOf(names, expr, rawValue(expr))?.replaceAll(OTHER_HOLE, TAINTED_HOLE),
    shapeOf(expr) {
      const text = textOf(names, expr, rawValue(expr))
      if (text === undefined) return undefined
      const tainted = [...text]
        .filter((c) => c === TAINTED_HOLE || c === OTHER_HOLE)
        .map((c) => c === TAINTED_HOLE)
      return { text: text.replaceAll(OTHER_HOLE, TAINTED_HOLE), tainted }
    },
  }
}

function textOf(names: Names, expr: Expr, value: Value | undefined): string | undefined {
  if (value?.text !== undefined) return value.text
  if (value !== undefined && value.all.length > 0) return undefined
  const literal = names.literal(expr)
  return typeof literal === 'string' ? literal : undefined
}

function collect(analysis: Analysis): ReadonlyMap<string, FlowFound[]> {
  const merged = new Map<string, Hit>()
  for (const [key, result] of analysis.results) {
    const asked = typeof key === 'string' || analysis.isCalled(key)
    for (const hit of result.hits.values()) {
      let marks = hit.marks.filter((mark) => mark.origin.param === null)
      if (!asked) marks = [...marks, ...hit.marks.filter((mark) => isFree(mark, key as FunctionInfo))]
      if (marks.length === 0) continue
      const place = `${hit.spec.id} ${hit.arg.origin.file} ${hit.arg.start} ${hit.arg.end}`
      const known = merged.get(place)
      merged.set(place, { ...hit, marks: joinMarks(known?.marks ?? NO_MARKS, dangerous(hit.spec, marks)) })
    }
  }
  const sites = new Map<Call, CallSite>(analysis.names.calls.map((site) => [site.call, site]))
  const found = new Map<string, FlowFound[]>()
  for (const hit of merged.values()) {
    const taints = taintsOf(hit.marks)
    if (taints.length === 0) continue
    const list = found.get(hit.spec.id) ?? []
    found.set(hit.spec.id, list)
    list.push({
      sink: hit.spec,
      site: siteOf(analysis.names, sites, hit.call),
      arg: hit.arg,
      at: placeOf(hit.arg),
      taints,
    })
  }
  for (const list of found.values()) list.sort((one, other) => byPlace(one.at, other.at))
  return found
}

/** A parameter whose value nobody in the project decides; not `self`, and none with a number for its default. */
function isFree(mark: Mark, fn: FunctionInfo): boolean {
  const { param } = mark.origin
  if (param === null || param.fn !== fn) return false
  const declared = fn.def.params[param.index]
  return declared !== undefined && !(param.index === 0 && hasReceiver(fn)) && !hasNumber(declared)
}

function hasNumber({ default: value }: Param): boolean {
  return (
    value !== null && (value.kind === 'Num' || (value.kind === 'Const' && typeof value.value === 'boolean'))
  )
}

function siteOf(names: Names, sites: ReadonlyMap<Call, CallSite>, call: Call | null): CallSite | null {
  if (call === null) return null
  const known = sites.get(call)
  if (known !== undefined) return known
  const module = names.moduleOf(call)
  return module === undefined
    ? null
    : { call, name: sourceText(call.callee), module, inside: names.enclosing(call) }
}

function byPlace(one: Location, other: Location): number {
  return one.file < other.file ? -1 : one.file > other.file ? 1 : one.start - other.start
}

const KINDS = ['request', 'stored', 'parameter']

/** The surest and shortest first; one a source. */
function taintsOf(marks: readonly Mark[]): Taint[] {
  const best = [...marks].sort(
    (one, other) =>
      KINDS.indexOf(one.origin.kind) - KINDS.indexOf(other.origin.kind) || lengthOf(one) - lengthOf(other),
  )
  const seen = new Set<string>()
  const out: Taint[] = []
  for (const mark of best) {
    const { at } = mark.origin.source
    const key = `${at.file} ${at.start} ${mark.clean} ${mark.portion}`
    if (seen.has(key) || out.length >= MOST_WAYS) continue
    seen.add(key)
    out.push(taintFrom(mark))
  }
  return out
}

/** Parameters replaced by what the callers pass, as far up as they are known. */
function resolved(analysis: Analysis, marks: readonly Mark[], depth: number): readonly Mark[] {
  let out: readonly Mark[] = NO_MARKS
  for (const mark of marks) {
    const { param } = mark.origin
    if (param === null) {
      out = joinMarks(out, [mark])
      continue
    }
    analysis.readCallers(param.fn)
    const calls = analysis.passed.get(param.fn)
    if (!analysis.isCalled(param.fn)) {
      if (isFree(mark, param.fn)) out = joinMarks(out, [mark])
      continue
    }
    if (depth === 0 || calls === undefined) continue
    let asked = 0
    for (const [call, { values }] of calls) {
      const value = values[param.index]
      if (value === undefined || ++asked > MOST_CALLERS) continue
      const part = param.path.reduce((at, key) => itemOf(at, key, null), value)
      const step = { at: placeOf(call), what: `passed to ${param.fn.def.name}()` }
      out = joinMarks(
        out,
        resolved(analysis, part.all, depth - 1).map((outer) => compose(outer, mark, step)),
      )
    }
  }
  return out
}

function resolvedValue(analysis: Analysis, value: Value): Value {
  if (!value.all.some((mark) => mark.origin.param !== null)) return value
  const marks = resolved(analysis, value.marks, DEEPEST_CALLERS)
  if (value.items === null) {
    // A parameter that is passed on as it is keeps the items of what was passed.
    const [only] = value.marks
    const whole =
      only !== undefined && value.marks.length === 1 && only.exact ? passedFor(analysis, only) : undefined
    return whole ?? value.withMarks(marks)
  }
  const items = new Map<string, Value>()
  for (const [key, item] of value.items) items.set(key, resolvedValue(analysis, item))
  return new Value(marks, value.text, items, value.shape, value.known, value.cls, value.lambda)
}

function passedFor(analysis: Analysis, mark: Mark): Value | undefined {
  const { param } = mark.origin
  const calls = param === null ? undefined : analysis.passed.get(param.fn)
  if (param === null || calls === undefined || calls.size > MOST_CALLERS) return undefined
  let value = NOTHING
  for (const { values } of calls.values()) {
    const given = values[param.index]
    if (given === undefined) continue
    if (given.all.some((each) => each.origin.param !== null)) return undefined
    value = join(
      value,
      param.path.reduce((at, key) => itemOf(at, key, null), given),
    )
  }
  return value
}
