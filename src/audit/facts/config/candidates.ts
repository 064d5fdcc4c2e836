// What `from_object(…)` may be given: classes and modules of the project, one or several by environment.
import type { Call, Expr, Module } from '../../python/ast.ts'
import type { ClassInfo, FunctionInfo } from '../../python/names-api.ts'
import { type Budget, spend } from '../code/budget.ts'
import type { Code } from '../code/code.ts'
import { type Environment, environmentOfName } from '../code/environment.ts'
import { argumentOf, lastOf, stringOf } from '../code/expressions.ts'

export type Candidate =
  | { readonly kind: 'class'; readonly info: ClassInfo; readonly environment: Environment }
  | { readonly kind: 'module'; readonly module: Module; readonly environment: Environment }

const MAX_WORK = 300
const MAX_CALLERS = 20
/** Classes of configuration by name, where what is loaded is chosen when the program starts. */
const CONFIG_CLASS = /(?:config|configuration|settings)$/i

export function candidatesOf(code: Code, expr: Expr, budget: Budget = { left: MAX_WORK }): Candidate[] {
  const { names } = code
  if (!spend(budget)) return []
  const info = names.classOf(expr)
  if (info) return [ofClass(info)]
  const own = expr.kind === 'Name' && expr.id === '__name__' ? names.moduleOf(expr) : undefined
  if (own) return [ofModule(own)]
  const text = stringOf(names, expr)
  if (text !== undefined) return named(code, text)
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
      return ofVariable(code, expr, budget)
    case 'Subscript':
      return valuesOf(code, expr.object, budget)
    case 'IfExp':
      return [...candidatesOf(code, expr.body, budget), ...candidatesOf(code, expr.orelse, budget)]
    case 'BoolOp':
      return expr.values.flatMap((value) => candidatesOf(code, value, budget))
    case 'FString':
      return ofPattern(code, expr.parts[0])
    case 'BinOp':
      return ofPattern(code, expr.left)
    case 'Call':
      return ofCall(code, expr, budget)
    default:
      return []
  }
}

function ofClass(info: ClassInfo): Candidate {
  return { kind: 'class', info, environment: environmentOfName(info.def.name) }
}

function ofModule(module: Module): Candidate {
  return { kind: 'module', module, environment: environmentOfName(lastOf(module.name)) }
}

/** `config.ProductionConfig`, `shop.settings`; the audited folder may lie above or below the import root. */
function named(code: Code, text: string): Candidate[] {
  const module = moduleNamed(code, text)
  if (module) return [ofModule(module)]
  const dot = text.lastIndexOf('.')
  const stem = dot === -1 ? '' : text.slice(0, dot)
  const last = text.slice(dot + 1)
  const found = code.names.classes.filter(
    ({ def, module: holder }) => def.name === last && (stem === '' || sameTail(holder.name, stem)),
  )
  return found.slice(0, 1).map(ofClass)
}

function moduleNamed(code: Code, text: string): Module | undefined {
  return code.names.moduleByName.get(text) ?? code.names.modules.find(({ name }) => sameTail(name, text))
}

function sameTail(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}

function ofVariable(code: Code, expr: Expr, budget: Budget): Candidate[] {
  const module = moduleNamed(code, code.names.of(expr) ?? '')
  if (module) return [ofModule(module)]
  const assigned = code.names.assigned(expr).filter((value) => value !== expr)
  if (assigned.length > 0) return assigned.flatMap((value) => candidatesOf(code, value, budget))
  return ofParameter(code, expr, budget)
}

/** A parameter: its default, and what callers pass. */
function ofParameter(code: Code, expr: Expr, budget: Budget): Candidate[] {
  const fn = code.names.enclosing(expr)
  if (expr.kind !== 'Name' || fn === null) return []
  const index = fn.def.params.findIndex(({ name }) => name === expr.id)
  const param = fn.def.params[index]
  if (param === undefined) return []
  const passed = code.names
    .callsOf(fn.qualified)
    .slice(0, MAX_CALLERS)
    .flatMap(({ call }) => argumentOf(call, index, param.name) ?? [])
  return [...(param.default ? [param.default] : []), ...passed].flatMap((value) =>
    candidatesOf(code, value, budget),
  )
}

/** `config[name]`: any of the values of the dictionary. */
function valuesOf(code: Code, object: Expr, budget: Budget): Candidate[] {
  const dict = code.originOf(object)
  if (dict.kind === 'Dict') return dict.entries.flatMap(({ value }) => candidatesOf(code, value, budget))
  if (dict.kind === 'Call' && dict.callee.kind === 'Name' && dict.callee.id === 'dict')
    return dict.keywords.flatMap(({ value }) => candidatesOf(code, value, budget))
  return []
}

/** `'config.%s' % name`, `f'config.{env}Config'`: any class below what is told. */
function ofPattern(code: Code, first: Expr | undefined): Candidate[] {
  const text = first && stringOf(code.names, first)
  const stem = text?.slice(0, Math.max(0, text.lastIndexOf('.')))
  if (!stem) return []
  const module = moduleNamed(code, stem)
  if (module === undefined) return []
  const classes = code.names.classes.filter(
    (info) => info.module === module && CONFIG_CLASS.test(info.def.name),
  )
  const modules = code.names.modules.filter(({ name }) => name.startsWith(`${module.name}.`))
  return classes.length > 0 ? classes.map(ofClass) : modules.map(ofModule)
}

/** `Config()`, `configs.get(name, Default)`, `get_config()`, `import_string('…')`, `os.environ.get('X', 'config.Dev')`. */
function ofCall(code: Code, call: Call, budget: Budget): Candidate[] {
  const info = code.names.classOf(call.callee)
  if (info) return [ofClass(info)]
  if (call.callee.kind === 'Attribute' && call.callee.name === 'get') {
    const values = valuesOf(code, call.callee.object, budget)
    if (values.length > 0) return values
  }
  const fn = code.names.functionOf(call.callee)
  if (fn) return returned(code, fn, budget)
  const name = code.names.of(call.callee) ?? ''
  if (name === 'os.environ.get' || name === 'os.getenv')
    return call.args[1] ? [...candidatesOf(code, call.args[1], budget), ...configClasses(code)] : []
  const first = call.args[0]
  if (first && /(?:import_string|import_module|getattr)$/.test(name)) return candidatesOf(code, first, budget)
  return []
}

function returned(code: Code, fn: FunctionInfo, budget: Budget): Candidate[] {
  return code.body(fn).returns.flatMap(({ value }) => (value ? candidatesOf(code, value, budget) : []))
}

/** Classes that look like configurations, for what is only known when the program starts. */
export function configClasses(code: Code): Candidate[] {
  return code.names.classes
    .filter(
      ({ def, attributes }) =>
        CONFIG_CLASS.test(def.name) && [...attributes.keys()].some((key) => key === key.toUpperCase()),
    )
    .map(ofClass)
}

const RANK: Record<Environment, number> = { production: 3, any: 2, development: 1, testing: 0 }

/** The most production-like of them: by its name, then the most derived, then the last. Tests never. */
export function mostProductive(code: Code, candidates: readonly Candidate[]): Candidate | undefined {
  const weight = (one: Candidate) => {
    const depth = one.kind === 'class' ? Math.min(code.names.lineage(one.info).length, 50) : 0
    const name = one.kind === 'class' ? one.info.def.name : one.module.name
    return RANK[one.environment] * 1000 + (/prod/i.test(name) ? 100 : 0) + depth
  }
  return candidates
    .filter(({ environment }) => environment !== 'testing')
    .reduce<Candidate | undefined>(
      (best, one) => (best === undefined || weight(one) >= weight(best) ? one : best),
      undefined,
    )
}
