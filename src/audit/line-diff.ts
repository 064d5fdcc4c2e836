// What changed between two texts, line by line: Myers' shortest edit script, bounded; and as a unified diff.
// Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).

/** Edits after which the search is given up; what is left counts as changed as a whole. */
const MOST_EDITS = 1500
const CONTEXT = 3

/** Lines `[oldFrom, oldTo)` gave way to `[newFrom, newTo)`, counted from 0. */
export interface Change {
  readonly oldFrom: number
  readonly oldTo: number
  readonly newFrom: number
  readonly newTo: number
}

export function changesBetween(before: readonly string[], after: readonly string[]): Change[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++
  const a = before.slice(head, before.length - tail)
  const b = after.slice(head, after.length - tail)
  if (a.length === 0 && b.length === 0) return []
  return (
    (a.length === 0 || b.length === 0 ? undefined : shortest(a, b))?.map((change) => ({
      oldFrom: change.oldFrom + head,
      oldTo: change.oldTo + head,
      newFrom: change.newFrom + head,
      newTo: change.newTo + head,
    })) ?? [{ oldFrom: head, oldTo: head + a.length, newFrom: head, newTo: head + b.length }]
  )
}

function shortest(a: readonly string[], b: readonly string[]): Change[] | undefined {
  const most = Math.min(a.length + b.length, MOST_EDITS)
  const trace: Int32Array[] = []
  let furthest = new Int32Array(2 * most + 3)
  for (let edits = 0; edits <= most; edits++) {
    // Of each round only the diagonals that it reached are kept.
    trace.push(furthest.slice(most + 1 - edits - 1, most + 1 + edits + 2))
    const next = furthest
    for (let k = -edits; k <= edits; k += 2) {
      const at = most + 1 + k
      const down =
        k === -edits || (k !== edits && (furthest[at - 1] as number) < (furthest[at + 1] as number))
      let x = down ? (furthest[at + 1] as number) : (furthest[at - 1] as number) + 1
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++
        y++
      }
      next[at] = x
      if (x >= a.length && y >= b.length) return walkBack(trace, a.length, b.length)
    }
    furthest = next
  }
  return undefined
}

function walkBack(trace: readonly Int32Array[], oldLength: number, newLength: number): Change[] {
  const single: { x: number; y: number; down: boolean }[] = []
  let x = oldLength
  let y = newLength
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reached = trace[edits] as Int32Array
    const valueAt = (k: number) => reached[k + edits + 1] ?? 0
    const k = x - y
    const down = k === -edits || (k !== edits && valueAt(k - 1) < valueAt(k + 1))
    const previous = down ? k + 1 : k - 1
    x = valueAt(previous)
    y = x - previous
    single.push({ x, y, down })
  }
  const changes: Change[] = []
  for (const { x, y, down } of single.reverse()) {
    const change = { oldFrom: x, oldTo: down ? x : x + 1, newFrom: y, newTo: down ? y + 1 : y }
    const last = changes.at(-1)
    if (last?.oldTo === change.oldFrom && last.newTo === change.newFrom)
      changes[changes.length - 1] = { ...last, oldTo: change.oldTo, newTo: change.newTo }
    else changes.push(change)
  }
  return changes
}

/** As `diff -u` writes it; '' where nothing changed. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const a = linesWithEnds(before)
  const b = linesWithEnds(after)
  const changes = changesBetween(a, b)
  if (changes.length === 0) return ''
  const hunks: Change[][] = []
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1)
    if (last !== undefined && change.oldFrom - last.oldTo <= 2 * CONTEXT) hunks.at(-1)?.push(change)
    else hunks.push([change])
  }
  return [`--- a/${path}`, `+++ b/${path}`, ...hunks.map((hunk) => hunkOf(hunk, a, b)), ''].join('\n')
}

/** With their line breaks, since a last line without one differs from one that has it. */
function linesWithEnds(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/)
}

function hunkOf(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = changes[0] as Change
  const last = changes.at(-1) as Change
  const from = Math.max(0, first.oldFrom - CONTEXT)
  const to = Math.min(a.length, last.oldTo + CONTEXT)
  const lines: string[] = []
  let at = from
  for (const { oldFrom, oldTo, newFrom, newTo } of changes) {
    lines.push(...a.slice(at, oldFrom).map((line) => ` ${line}`))
    lines.push(...a.slice(oldFrom, oldTo).map((line) => `-${line}`))
    lines.push(...b.slice(newFrom, newTo).map((line) => `+${line}`))
    at = oldTo
  }
  lines.push(...a.slice(at, to).map((line) => ` ${line}`))
  const removed = rangeOf(from, lines.filter((line) => !line.startsWith('+')).length)
  const added = rangeOf(
    first.newFrom - (first.oldFrom - from),
    lines.filter((line) => !line.startsWith('-')).length,
  )
  return [`@@ -${removed} +${added} @@`, ...lines.map(asPrinted)].join('\n')
}

/** Of no lines the one before them is named. */
function rangeOf(from: number, count: number): string {
  return `${count === 0 ? from : from + 1},${count}`
}

function asPrinted(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`
}
