// Patterns of paths: `*` and `?` within a name, `**` for any folders. In time linear in pattern times path.

/**
 * `static/js/*.html`, `generated/**`. A pattern without a slash means a file or folder of that name anywhere; one that
 * names a folder means all that is in it.
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const split = patterns.filter((pattern) => pattern !== '').map(segmentsOf)
  return (path) => {
    const segments = path.split('/')
    return split.some((pattern) => matches(pattern, segments))
  }
}

function segmentsOf(pattern: string): string[] {
  const anchored = pattern.startsWith('/') || pattern.replace(/\/$/, '').includes('/')
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.')
  // A folder that is named stands for what is in it.
  while (segments.at(-1) === '**') segments.pop()
  return anchored ? segments : ['**', ...segments]
}

/** Follows all beginnings of the pattern that fit so far. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  let states = withNothing(pattern, new Set([0]))
  for (const segment of path) {
    if (states.has(pattern.length)) return true
    const next = new Set<number>()
    for (const state of states) {
      if (pattern[state] === '**') next.add(state)
      else if (fits(pattern[state] as string, segment)) next.add(state + 1)
    }
    states = withNothing(pattern, next)
  }
  return states.has(pattern.length)
}

/** `**` may stand for no folder at all. */
function withNothing(pattern: readonly string[], states: Set<number>): Set<number> {
  for (const state of states) if (pattern[state] === '**') states.add(state + 1)
  return states
}

/** Goes back to the last `*` alone: no more than pattern times name. */
function fits(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let i = 0; i < name.length; ) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at++
      resume = i
    } else if (wanted === '?' || wanted === name[i]) {
      at++
      i++
    } else if (star !== -1) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
