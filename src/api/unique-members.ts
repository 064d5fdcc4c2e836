// JSON whose objects name no member twice: what one reader takes from the first, another would take from the last.

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

/** The text is JSON, so that nothing else can stand where a name or a sign is looked for. */
function hasTwins(text: string): boolean {
  /** The names met in each open object; null for a list. */
  const open: (Set<string> | null)[] = []
  let nameIsNext = false
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push(new Set())
        nameIsNext = true
        break
      case '[':
        open.push(null)
        nameIsNext = false
        break
      case '}':
      case ']':
        open.pop()
        nameIsNext = false
        break
      case ',':
        nameIsNext = open.at(-1) instanceof Set
        break
      case '"': {
        const end = endOfString(text, at)
        const names = open.at(-1)
        if (nameIsNext && names instanceof Set) {
          const name = JSON.parse(text.slice(at, end + 1)) as string
          if (names.has(name)) return true
          names.add(name)
          nameIsNext = false
        }
        at = end
      }
    }
  }
  return false
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
