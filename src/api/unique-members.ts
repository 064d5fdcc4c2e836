// JSON whose objects name no member twice: what one reader takes from the first, another would take from the last.

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g

/**
 * The parsed text, or undefined: no JSON, or a member twice, at any depth and in any spelling (RFC 7515 4, RFC 8259 4).
 * A lone surrogate doesn't occur in what UTF-8 was decoded to, and an escaped one is a name like any other.
 */
export function parseUnique(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return hasTwins(text) ? undefined : value
}

/** The text is JSON, so that what stands between these tokens is of no interest. */
function hasTwins(text: string): boolean {
  /** The names met in each open object; null for a list. */
  const open: (Set<string> | null)[] = []
  let nameIsNext = false
  for (const [token] of text.matchAll(TOKENS)) {
    const names = open.at(-1)
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null)
      nameIsNext = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      nameIsNext = false
    } else if (token === ',') {
      nameIsNext = names instanceof Set
    } else if (nameIsNext && names instanceof Set) {
      const name = JSON.parse(token) as string
      if (names.has(name)) return true
      names.add(name)
      nameIsNext = false
    }
  }
  return false
}
