// Parameters of a route's path: most of them hold no slash.
import type { Facts, Taint } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'

/** Werkzeug's `string` converter takes no `/`: of all that leads elsewhere only `..` alone is left (and `\` on Windows). */
export function isOneSegment({ routes }: Facts, { source }: Taint): boolean {
  const { at, what } = source
  if (!what.startsWith('path parameter ')) return false
  for (const { view, params } of routes)
    for (const param of view.def.params) {
      const place = placeOf(param)
      if (place.file === at.file && place.start === at.start)
        return params.has(param.name) && params.get(param.name) !== 'path'
    }
  return false
}
