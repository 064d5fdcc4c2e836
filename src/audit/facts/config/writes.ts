// Where the source configures an app: assignments and calls, each with what it gives, in source order.

import type { Step } from '../../finding.ts'
import type { Project } from '../../project.ts'
import type { Call, Expr, Module, Stmt } from '../../python/ast.ts'
import { isApp, partOfApp } from '../apps.ts'
import type { Code } from '../code/code.ts'
import { type Environment, environmentOfName } from '../code/environment.ts'
import { entriesOf, keywordOf, stepAt, stringOf } from '../code/expressions.ts'
import type { Store } from '../code/gather.ts'
import { type Candidate, candidatesOf, configClasses, mostProductive } from './candidates.ts'
import { type ReadPython, settingsOfFile } from './files.ts'
import { type Setting, setting, settingsOfBody, settingsOfClass } from './setting.ts'

export interface Write {
  readonly start: number
  readonly settings: readonly Setting[]
  /** Gives way to what is set already. */
  readonly weak: boolean
  /** What it reads is not in the source. */
  readonly elsewhere: Step | null
}

/** Attributes of an app that are keys of its configuration. */
const ATTRIBUTES = new Map([
  ['secret_key', 'SECRET_KEY'],
  ['debug', 'DEBUG'],
  ['testing', 'TESTING'],
  ['env', 'ENV'],
  ['permanent_session_lifetime', 'PERMANENT_SESSION_LIFETIME'],
  ['session_cookie_name', 'SESSION_COOKIE_NAME'],
  ['send_file_max_age_default', 'SEND_FILE_MAX_AGE_DEFAULT'],
  ['use_x_sendfile', 'USE_X_SENDFILE'],
])

const METHODS = [
  'update',
  'from_mapping',
  'setdefault',
  'from_object',
  'from_pyfile',
  'from_json',
  'from_file',
  'from_envvar',
  'from_prefixed_env',
  'from_toml',
  'from_yaml',
] as const

export function configWrites(code: Code, project: Project, readPython: ReadPython): Map<string, Write[]> {
  const byFile = new Map<string, Write[]>()
  const add = (node: Expr | Stmt, write: Omit<Write, 'start'>) => {
    const list = byFile.get(node.origin.file)
    if (list) list.push({ start: node.start, ...write })
    else byFile.set(node.origin.file, [{ start: node.start, ...write }])
  }
  for (const store of code.stores) {
    const key = keyOf(code, store)
    if (key === undefined) continue
    const one = direct(code, key, store.value, store.stmt)
    add(store.stmt, { settings: [one], weak: false, elsewhere: null })
  }
  for (const method of METHODS)
    for (const { call } of code.names.callsOfMethod(method))
      if (isConfig(code, call)) add(call, byMethod(code, project, readPython, method, call))
  for (const writes of byFile.values()) writes.sort((a, b) => a.start - b.start)
  return byFile
}

/** `app.config['K'] = …`, `app.secret_key = …` */
function keyOf(code: Code, { target }: Store): string | undefined {
  if (target.kind === 'Subscript')
    return partOfApp(code, target.object) === 'config' ? stringOf(code.names, target.index) : undefined
  if (target.kind !== 'Attribute') return undefined
  const key = ATTRIBUTES.get(target.name)
  return key !== undefined && isApp(code, target.object) ? key : undefined
}

function isConfig(code: Code, call: Call): boolean {
  return call.callee.kind === 'Attribute' && partOfApp(code, call.callee.object) === 'config'
}

function direct(code: Code, key: string, value: Expr, node: Expr | Stmt): Setting {
  const environment = code.environmentAt(node)
  const one = setting(code, key, value, node, node.origin.file, environment)
  return { ...one, effective: environment === 'any' || environment === 'production' }
}

function byMethod(
  code: Code,
  project: Project,
  readPython: ReadPython,
  method: (typeof METHODS)[number],
  call: Call,
): Omit<Write, 'start'> {
  const first = call.args[0]
  switch (method) {
    case 'update':
    case 'from_mapping':
      return ofMapping(code, call)
    case 'setdefault': {
      const key = stringOf(code.names, first)
      const value = call.args[1]
      const settings = key !== undefined && value ? [direct(code, key, value, call)] : []
      return { settings, weak: true, elsewhere: null }
    }
    case 'from_object':
      return first ? ofObject(code, first, call) : nothing(call)
    case 'from_pyfile':
    case 'from_json':
    case 'from_file':
      return ofFile(code, project, readPython, call)
    default:
      return nothing(call)
  }
}

function nothing(call: Call): Omit<Write, 'start'> {
  return { settings: [], weak: false, elsewhere: stepAt(call) }
}

/** Keywords, a dictionary, or both. */
function ofMapping(code: Code, call: Call): Omit<Write, 'start'> {
  const given = [...call.args, ...call.keywords.flatMap(({ name, value }) => (name === null ? [value] : []))]
  const settings = call.keywords.flatMap(({ name, value }) =>
    name === null ? [] : [direct(code, name, value, value)],
  )
  let unknown = false
  for (const expr of given) {
    const entries = entriesOf(code.names, code.originOf(expr))
    unknown ||= entries.length === 0 && !isParameter(code, expr) && expr.kind !== 'Dict'
    settings.push(...entries.map(([key, value]) => direct(code, key, value, value)))
  }
  return { settings, weak: false, elsewhere: unknown ? stepAt(call) : null }
}

/** `create_app(test_config=None)`: what a test passes. */
function isParameter(code: Code, expr: Expr): boolean {
  const fn = code.names.enclosing(expr)
  return expr.kind === 'Name' && fn !== null && fn.def.params.some(({ name }) => name === expr.id)
}

function ofObject(code: Code, object: Expr, call: Call): Omit<Write, 'start'> {
  const told = candidatesOf(code, object)
  const environment = code.environmentAt(call)
  const candidates = told.length > 0 ? told : configClasses(code)
  const best =
    environment === 'any' || environment === 'production' ? mostProductive(code, candidates) : undefined
  const others = candidates.filter((one) => one !== best)
  const settings = [
    ...others.flatMap((one) => settingsOf(code, one)),
    ...(best ? settingsOf(code, best).map((one) => ({ ...one, effective: holdsIn(best, one) })) : []),
  ]
  return {
    settings,
    weak: false,
    elsewhere: settings.length === 0 && !isParameter(code, object) ? stepAt(call) : null,
  }
}

/** What a class inherits holds whatever its base is called; in a module an `if` may say otherwise. */
function holdsIn(candidate: Candidate, one: Setting): boolean {
  if (candidate.kind === 'class') return true
  return (
    one.environment === 'any' || one.environment === 'production' || one.environment === candidate.environment
  )
}

/** Bases first, so that what a class says itself comes last. */
function settingsOf(code: Code, candidate: Candidate): Setting[] {
  if (candidate.kind === 'class')
    return [...code.names.lineage(candidate.info)].reverse().flatMap((info) => settingsOfClass(code, info))
  return settingsOfModule(code, candidate.module, candidate.environment, 0)
}

/** With what `from .base import *` brings, before its own. */
function settingsOfModule(code: Code, module: Module, environment: Environment, depth: number): Setting[] {
  const stars =
    depth > 4 ? [] : module.body.filter((stmt) => stmt.kind === 'ImportFrom' && stmt.names[0]?.name === '*')
  const brought = stars.flatMap((stmt): Setting[] => {
    const from = stmt.kind === 'ImportFrom' ? starred(code, module, stmt.module, stmt.level) : undefined
    return from && from !== module
      ? settingsOfModule(code, from, environmentOfName(from.name), depth + 1)
      : []
  })
  return [...brought, ...settingsOfBody(code, module.body, module.file, environment)]
}

function starred(code: Code, module: Module, name: string, level: number): Module | undefined {
  const { moduleByName } = code.names
  if (level === 0) return moduleByName.get(name)
  const parts = module.name.split('.')
  const up = parts.slice(0, parts.length - level + (module.isPackage ? 1 : 0))
  return moduleByName.get([...up, ...(name === '' ? [] : [name])].join('.'))
}

function ofFile(code: Code, project: Project, readPython: ReadPython, call: Call): Omit<Write, 'start'> {
  const given = call.args[0] ?? keywordOf(call, 'filename')
  const name = fileName(code, given)
  const environment = code.environmentAt(call)
  const settings = name === undefined ? undefined : settingsOfFile(code, project, readPython, name)
  if (settings === undefined) return nothing(call)
  const effective = environment === 'any' || environment === 'production'
  return { settings: settings.map((one) => ({ ...one, effective })), weak: false, elsewhere: null }
}

/** The literal, or the last literal part of `os.path.join(…, 'settings.py')`. */
function fileName(code: Code, expr: Expr | undefined): string | undefined {
  const text = stringOf(code.names, expr)
  if (text !== undefined || expr?.kind !== 'Call') return text
  return stringOf(code.names, expr.args.at(-1))
}
