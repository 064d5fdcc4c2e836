// How wide text is on a terminal, and lines that fit it.

/** East Asian wide and emoji, roughly: Unicode's EastAsianWidth W and F. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
const COMBINING = /\p{M}/u
const ASCII = /^[\x20-\x7e]*$/
const SPACES_OF_A_TAB = 4

export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

export function withoutTabs(text: string): string {
  return text.replaceAll('\t', ' '.repeat(SPACES_OF_A_TAB))
}

/** Words in lines of `width` columns; a word that is longer stands alone and is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
    while (widthOf(line) > width) {
      const fits = cutTo(line, width)
      lines.push(fits)
      line = line.slice(fits.length)
    }
  }
  return [...lines, line]
}

/** As much of the beginning as fits. */
export function cutTo(text: string, width: number): string {
  let used = 0
  let end = 0
  for (const character of text) {
    used += widthOf(character)
    if (used > width && end > 0) break
    end += character.length
  }
  return text.slice(0, end)
}
