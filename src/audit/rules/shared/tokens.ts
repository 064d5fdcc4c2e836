// Values that nobody guesses, or that the application signed: tokens, whatever their variable is called.
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import { childrenOf } from '../../python/walk.ts'

const MAKERS = [
  'secrets.',
  'uuid.uuid1',
  'uuid.uuid4',
  'os.urandom',
  'jwt.encode',
  'jose.jwt.encode',
  'flask_jwt_extended.create_',
]

function makesToken(name: string): boolean {
  if (MAKERS.some((maker) => name.startsWith(maker))) return true
  return name.startsWith('itsdangerous.') && (name.endsWith('.dumps') || name.endsWith('.sign'))
}

/** How many variables are followed. */
const MAX_HOPS = 4

export function isToken(names: Names, value: Expr, hops = MAX_HOPS): boolean {
  if (hops === 0) return false
  if (value.kind === 'Call' && makesToken(names.of(value.callee) ?? '')) return true
  if (value.kind === 'Name') {
    const assigned = names.assigned(value).filter((one) => one !== value)
    return assigned.some((one) => isToken(names, one, hops - 1)) || /token|session|jwt/i.test(value.id)
  }
  return childrenOf(value).some((child) => child.kind !== 'Name' && isToken(names, child, hops))
}
