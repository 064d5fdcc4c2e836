// Whom a URL leads to, as far as the source tells: this machine, a neighbour in the same network, or the world.
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'

/** How many variables are followed. */
const MAX_HOPS = 4

/** The text up to the first part that the source does not tell. */
export function beginningOf(names: Names, expr: Expr | undefined, hops = MAX_HOPS): string | undefined {
  if (expr === undefined || hops === 0) return undefined
  const literal = names.literal(expr)
  if (typeof literal === 'string') return literal
  switch (expr.kind) {
    case 'FString':
      return joined(names, expr.parts, hops)
    case 'BinOp':
      if (expr.op === '+') return joined(names, [expr.left, expr.right], hops)
      return expr.op === '%' ? beginningOf(names, expr.left, hops)?.split('%', 1)[0] : undefined
    case 'Call':
      return expr.callee.kind === 'Attribute' && expr.callee.name === 'format'
        ? beginningOf(names, expr.callee.object, hops)?.split('{', 1)[0]
        : undefined
    case 'Name':
    case 'Attribute': {
      const next = names.assigned(expr).at(-1)
      return next && next !== expr ? beginningOf(names, next, hops - 1) : undefined
    }
    default:
      return undefined
  }
}

function joined(names: Names, parts: readonly Expr[], hops: number): string | undefined {
  let text = ''
  for (const part of parts) {
    const literal = names.literal(part)
    if (typeof literal === 'string') {
      text += literal
      continue
    }
    text += (text === '' ? beginningOf(names, part, hops - 1) : undefined) ?? ''
    break
  }
  return text === '' ? undefined : text
}

/** Without port and login; undefined where not all of it is told. */
export function hostOf(url: string): string | undefined {
  const scheme = url.indexOf('://')
  if (scheme === -1) return undefined
  const rest = url.slice(scheme + 3)
  const authority = rest.slice(0, endOf(rest))
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.split(':')[0]
}

function endOf(rest: string): number {
  const end = rest.search(/[/?#]/)
  return end === -1 ? rest.length : end
}

/** This machine, or a name that only a network of one's own knows: `localhost`, `db`, `api.internal`, `10.0.0.5`. */
export function isNear(host: string): boolean {
  const name = host.toLowerCase()
  if (/^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^\[|^0\.0\.0\.0$/.test(name))
    return true
  return (
    !name.includes('.') || /\.(?:local|localhost|internal|lan|svc|test|intranet|home|cluster)$/.test(name)
  )
}

export function isLocalUrl(names: Names, expr: Expr | undefined): boolean {
  const url = beginningOf(names, expr)
  const host = url === undefined ? undefined : hostOf(url)
  return host !== undefined && host !== '' && isNear(host)
}
