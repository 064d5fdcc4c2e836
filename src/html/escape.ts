// Text made safe inside elements and quoted attributes alike, so that no context is ever escaped too weakly.

/**
 * What may not pass as it is. Any surrogate leads to the slow path, which lets pairs through; a lone one could join
 * with its other half in the next piece. Parsers drop or replace NUL (HTML Standard, 13.2.5), each in its own way.
 */
const SPECIAL = /[&<>"'\0\ud800-\udfff]/

const REPLACEMENT = '\ufffd'

/**
 * Escapes `& < > " '`; NUL and lone surrogates become U+FFFD. A CR stays, and HTML parsers read it as LF.
 * `<` and `>` are escaped in attributes too: a value that is serialised and parsed again can't turn into markup.
 * ASVS V1.2.1.
 */
export function escapeHtml(text: string): string {
  const first = text.search(SPECIAL)
  return first === -1 ? text : escapeFrom(text, first)
}

function escapeFrom(text: string, first: number): string {
  let escaped = ''
  let copied = 0
  for (let at = first; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 62 && (code < 0xd800 || code > 0xdfff)) continue
    if (isPair(text, at)) {
      at++
      continue
    }
    const safe = safeForm(code)
    if (safe === undefined) continue
    escaped += text.slice(copied, at) + safe
    copied = at + 1
  }
  return escaped + text.slice(copied)
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

function safeForm(code: number): string | undefined {
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 34:
      return '&quot;'
    case 39:
      return '&#39;'
    case 0:
      return REPLACEMENT
    default:
      return code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : undefined
  }
}
