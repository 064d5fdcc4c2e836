// The three kinds of import.
import type { Import, ImportFrom, Stmt } from './ast.ts'
import { type Lowering, parts, span, textOf } from './lower-context.ts'

const FUTURE = '__future__'

export function lowerImport(of: Lowering, i: number): Stmt {
  return { kind: 'Import', names: namesIn(of, parts(of, i)), ...span(of, i) }
}

export function lowerFuture(of: Lowering, i: number): ImportFrom {
  return { kind: 'ImportFrom', module: FUTURE, level: 0, names: namesIn(of, parts(of, i)), ...span(of, i) }
}

export function lowerFrom(of: Lowering, i: number): Stmt {
  const [source, ...rest] = parts(of, i)
  const { module, level } = source === undefined ? { module: '', level: 0 } : sourceOf(of, source)
  const all = rest.some((at) => of.kinds[at] === 'wildcard_import')
  return {
    kind: 'ImportFrom',
    module,
    level,
    names: all ? [{ name: '*', alias: null }] : namesIn(of, rest),
    ...span(of, i),
  }
}

function sourceOf(of: Lowering, i: number): Pick<ImportFrom, 'module' | 'level'> {
  if (of.kinds[i] !== 'relative_import') return { module: dottedName(of, i), level: 0 }
  const [prefix, name] = parts(of, i)
  const dots = prefix === undefined ? '' : textOf(of, prefix)
  return { module: name === undefined ? '' : dottedName(of, name), level: dots.split('.').length - 1 }
}

function namesIn(of: Lowering, found: readonly number[]): Import['names'] {
  return found.flatMap((at): Import['names'] => {
    if (of.kinds[at] === 'dotted_name') return [{ name: dottedName(of, at), alias: null }]
    const [name, alias] = parts(of, at)
    if (of.kinds[at] !== 'aliased_import' || name === undefined || alias === undefined) return []
    return [{ name: dottedName(of, name), alias: textOf(of, alias) }]
  })
}

/** Without the blanks that may stand in it. */
function dottedName(of: Lowering, i: number): string {
  return parts(of, i)
    .map((at) => textOf(of, at))
    .join('.')
}
