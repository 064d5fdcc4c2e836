// One value given to one configuration key, and how it is read from a class or a module.
import { placeOf } from '../../location.ts'
import type { Assign, Expr, Stmt } from '../../python/ast.ts'
import type { ClassInfo } from '../../python/names-api.ts'
import { blocksOf } from '../code/children.ts'
import type { Code } from '../code/code.ts'
import { type Environment, environmentOfName } from '../code/environment.ts'
import type { ConfigValue } from '../facts.ts'
import { type Kind, kindOf, settingsField } from './value.ts'

export interface Setting extends ConfigValue {
  /** Holds in the most production-like configuration. */
  effective: boolean
}

/** Flask loads upper-case names alone. */
const UPPER = /^[A-Z][A-Z0-9_]*$/

export function setting(
  code: Code,
  key: string,
  value: Expr,
  node: Expr | Stmt,
  of: string,
  environment: Environment,
): Setting {
  return { ...base(key, node, of, environment), value, ...softened(code, kindOf(code, value)) }
}

function base(key: string, node: Expr | Stmt, of: string, environment: Environment) {
  return { key, at: placeOf(node), of, environment, effective: false }
}

/** A default that the program refuses to start with is no default: `if SECRET == 'dev': raise …`. */
function softened(code: Code, kind: Kind): Kind {
  if (kind.how !== 'env-default' || typeof kind.literal !== 'string') return kind
  return refusedBy(code).has(kind.literal) ? { how: 'env', literal: undefined } : kind
}

const refused = new WeakMap<Code, ReadonlySet<string>>()

/** Texts that an `if … raise` compares something with. */
function refusedBy(code: Code): ReadonlySet<string> {
  const known = refused.get(code)
  if (known) return known
  const texts = code.aborts.flatMap(({ test }) =>
    comparisonsIn(test).flatMap((one) => (one.kind === 'Str' ? [one.value] : [])),
  )
  const found = new Set(texts)
  refused.set(code, found)
  return found
}

function comparisonsIn(test: Expr): readonly Expr[] {
  if (test.kind === 'BoolOp') return test.values.flatMap(comparisonsIn)
  if (test.kind !== 'Compare') return []
  return [test.left, ...test.rest.flatMap(({ right }) => ('elements' in right ? right.elements : [right]))]
}

/** What a class sets by itself, without its bases. */
export function settingsOfClass(code: Code, info: ClassInfo): Setting[] {
  const environment = environmentOfName(info.def.name)
  const fromEnvironment = [...code.names.allBases(info)].some((one) => one.endsWith('BaseSettings'))
  return upperAssigns(info.def.body).flatMap(({ key, stmt }): Setting[] => {
    if (stmt.value === null)
      return fromEnvironment
        ? [{ ...base(key, stmt, info.def.name, environment), value: null, how: 'env', literal: undefined }]
        : []
    const one = setting(code, key, stmt.value, stmt, info.def.name, environment)
    return [fromEnvironment ? { ...one, ...settingsField(one) } : one]
  })
}

/** What the top level of a module sets. */
export function settingsOfBody(
  code: Code,
  body: readonly Stmt[],
  of: string,
  environment: Environment,
): Setting[] {
  return upperAssigns(body).flatMap(({ key, stmt }) =>
    stmt.value === null
      ? []
      : [setting(code, key, stmt.value, stmt, of, around(code.environmentAt(stmt), environment))],
  )
}

function around(inner: Environment, outer: Environment): Environment {
  return inner === 'any' ? outer : inner
}

function upperAssigns(body: readonly Stmt[]): { key: string; stmt: Assign }[] {
  return body.flatMap((stmt): { key: string; stmt: Assign }[] => {
    if (stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef') return []
    if (stmt.kind !== 'Assign') return blocksOf(stmt).flatMap(upperAssigns)
    return stmt.targets.flatMap((target) =>
      target.kind === 'Name' && UPPER.test(target.id) ? [{ key: target.id, stmt }] : [],
    )
  })
}
