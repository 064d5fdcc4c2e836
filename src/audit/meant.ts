// The right name nearest to a wrong one, for "did you mean …" in comments and settings of the audited project.

/** Slips a name may hold to be taken for another. */
const SLIPS = 2

function meant(wrong: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = SLIPS + 1
  for (const candidate of candidates) {
    const slips = distance(wrong.slice(0, 64).toLowerCase(), candidate.toLowerCase())
    if (slips < fewest) {
      best = candidate
      fewest = slips
    }
  }
  return best
}

/** ` (did you mean \`x\`?)`, or nothing. */
export function didYouMean(wrong: string, candidates: readonly string[]): string {
  const right = meant(wrong, candidates)
  return right === undefined ? '' : ` (did you mean \`${right}\`?)`
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}
