// Small questions about one expression: its arguments, its text, the steps that reports show.
import type { Step } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr, Stmt } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { type Budget, spend } from './budget.ts'

/** Characters of source that a step shows. */
const SHOWN = 60

export function keywordOf(call: Call, name: string): Expr | undefined {
  return call.keywords.find((keyword) => keyword.name === name)?.value
}

/** By position or by keyword; a position behind `*rest` can't be told. */
export function argumentOf(call: Call, position: number, name: string): Expr | undefined {
  const plain = call.args.slice(0, position + 1)
  const byPosition = plain.some((arg) => arg.kind === 'Starred') ? undefined : plain[position]
  return byPosition ?? keywordOf(call, name)
}

/** Expressions that are looked at for the entries of one dictionary. */
const MAX_ENTRIES = 2000

/** The values of `{…}` and `dict(…)` by their literal keys, with what `**` spreads. */
export function entriesOf(names: Names, expr: Expr): [string, Expr][] {
  return entriesIn(names, expr, { left: MAX_ENTRIES })
}

function entriesIn(names: Names, expr: Expr, budget: Budget): [string, Expr][] {
  if (!spend(budget)) return []
  if (expr.kind === 'Dict')
    return expr.entries.flatMap(({ key, value }): [string, Expr][] => {
      if (key === null) return entriesIn(names, value, budget)
      const text = spend(budget) ? stringOf(names, key) : undefined
      return text === undefined ? [] : [[text, value]]
    })
  if (expr.kind === 'Call' && expr.callee.kind === 'Name' && expr.callee.id === 'dict')
    return [
      ...expr.args.flatMap((arg) => entriesIn(names, arg, budget)),
      ...expr.keywords.flatMap(({ name, value }): [string, Expr][] =>
        name === null ? entriesIn(names, value, budget) : [[name, value]],
      ),
    ]
  if (expr.kind !== 'Name' && expr.kind !== 'Attribute') return []
  const value = names.assigned(expr).at(-1)
  return value === undefined || value === expr ? [] : entriesIn(names, value, budget)
}

export function stringOf(names: Names, expr: Expr | undefined | null): string | undefined {
  if (!expr) return undefined
  if (expr.kind === 'Str') return expr.value
  const value = names.literal(expr)
  return typeof value === 'string' ? value : undefined
}

/** All strings of a literal list, tuple, set, or of one string. */
export function stringsOf(names: Names, expr: Expr | undefined | null): readonly string[] | undefined {
  if (!expr) return undefined
  const value = names.literal(expr)
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value : undefined
  if (expr.kind === 'Name' || expr.kind === 'Attribute') {
    const assigned = names.assigned(expr)
    return assigned.length === 1 && assigned[0] !== expr ? elementsOf(names, assigned[0] as Expr) : undefined
  }
  return elementsOf(names, expr)
}

function elementsOf(names: Names, expr: Expr): readonly string[] | undefined {
  const elements = collectionOf(expr)
  if (elements === undefined) return undefined
  const texts = elements.map((element) => stringOf(names, element))
  return texts.every((text) => text !== undefined) ? texts : undefined
}

function collectionOf(expr: Expr): readonly Expr[] | undefined {
  if (expr.kind === 'List' || expr.kind === 'Tuple' || expr.kind === 'Set') return expr.elements
  const wrapped = expr.kind === 'Call' && expr.callee.kind === 'Name' ? expr.args[0] : undefined
  return wrapped && 'elements' in wrapped ? wrapped.elements : undefined
}

/** Last part of a dotted name, without `()` and `[]`. */
export function lastOf(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .replaceAll('()', '')
    .replaceAll('[]', '')
}

/** `a.b().c()` → `a.b().c`: what is called, whether or not the call itself stands there. */
export function uncalled(name: string): string {
  let end = name.length
  while (name.endsWith('()', end)) end -= 2
  return name.slice(0, end)
}

/** The name as it is written: `current_user.role`; '' for anything else than names and attributes. */
export function writtenName(expr: Expr): string {
  if (expr.kind === 'Name') return expr.id
  if (expr.kind !== 'Attribute') return ''
  const object = writtenName(expr.object)
  return object === '' ? expr.name : `${object}.${expr.name}`
}

/** What stands in the source, on one line, shortened. */
export function shown(node: Expr | Stmt): string {
  // A little more than is shown, so that blanks can be folded first.
  const raw = node.origin.text.slice(node.start, Math.min(node.end, node.start + SHOWN * 3))
  const line = raw.split(/\s+/).join(' ')
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line
}

export function stepAt(node: Expr | Stmt, what: string = shown(node)): Step {
  return { at: placeOf(node), what }
}
