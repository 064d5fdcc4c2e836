// The form in which names are compared: NFKC, case folded.

/** NFKC and folding feed each other in rare cases; RFC 8264 7 allows four rounds. */
const MOST_ROUNDS = 4

/**
 * Texts that differ by case, width or composition alone have one folded form. JavaScript has no case folding; lower, upper,
 * lower reaches the same classes (ß and ẞ are ss, ς is σ), and ı and İ are taken for i as well, which they look like.
 * undefined when no stable form exists.
 */
export function foldCase(text: string): string | undefined {
  let folded = text
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = foldOnce(folded)
    if (next === folded) return folded
    folded = next
  }
  return undefined
}

function foldOnce(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
  const folded = Array.from(lower, (char) => char.toUpperCase().toLowerCase()).join('')
  return withoutUnseenDots(folded).normalize('NFKC')
}

/** A dot above an i is not seen, so that i + U+0307 would be a second, identical looking i (UTS #39 5.4). */
export function withoutUnseenDots(text: string): string {
  return text.replace(/(\p{Soft_Dotted})\u0307/gu, '$1')
}
