// Versions of Python packages, in the order of PEP 440 as far as pins need it: numbers, and what comes before a release.

interface Parsed {
  readonly numbers: readonly number[]
  /** `1.0rc1` comes before `1.0`, and `1.0.post1` after it. */
  readonly stage: -1 | 0 | 1
}

/** Below, at, or above zero: as for sort. What can't be read counts as zero. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parsed(one), parsed(other)]
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.stage - b.stage
}

function parsed(text: string): Parsed {
  const numbers: number[] = []
  const version = text.trim().toLowerCase().replace(/^v/, '')
  for (const part of version.split('+')[0]?.split('.') ?? []) {
    const digits = /^\d{1,9}/.exec(part)?.[0]
    if (digits !== undefined) numbers.push(Number(digits))
    const rest = part.slice(digits?.length ?? 0)
    if (rest !== '') return { numbers, stage: /^-?(?:post|r\d)/.test(rest) ? 1 : -1 }
  }
  return { numbers, stage: 0 }
}

/** The first version that a specifier shuts out upwards: `<2`, `<=1.1.2`, `==1.*`; null where it has no such bound. */
export function upperBound(spec: string): { readonly version: string; readonly inclusive: boolean } | null {
  for (const part of spec.split(',')) {
    const text = part.trim()
    if (text.startsWith('<=')) return { version: text.slice(2).trim(), inclusive: true }
    if (text.startsWith('<')) return { version: text.slice(1).trim(), inclusive: false }
  }
  return null
}
