// The right name nearest to a wrong one, for "did you mean …".

/** Slips a name may hold to be taken for another: one, and a third of its length for long ones. */
const slipsAllowed = (length: number): number => Math.max(1, Math.floor(length / 3))

/** The nearest candidate, or undefined when none is near. Case and separators don't count: `session.max_age` is `session.maxAge`. */
export function nearest(wrong: string, candidates: readonly string[]): string | undefined {
  const plainWrong = plain(wrong)
  let best: string | undefined
  let bestDistance = slipsAllowed(plainWrong.length) + 1
  for (const candidate of candidates) {
    const distance = editDistance(plainWrong, plain(candidate))
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return (
    best ??
    candidates.find((candidate) => plain(candidate.split('.').at(-1)!) === plainWrong) ??
    beginningWith(plainWrong, candidates)
  )
}

/** Letters from which on a beginning stands for the whole. */
const LEAST_BEGINNING = 3

function beginningWith(plainWrong: string, candidates: readonly string[]): string | undefined {
  if (plainWrong.length < LEAST_BEGINNING) return undefined
  const found = candidates.filter((candidate) => plain(candidate).startsWith(plainWrong))
  return found.length === 1 ? found[0] : undefined
}

/** Case and separators don't count. */
export function plain(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** Damerau's distance, optimal string alignment: insertions, deletions, changes and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, change)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}
