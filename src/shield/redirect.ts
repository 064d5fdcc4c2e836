// Where a visitor may be sent on to: paths of our own origin, nothing else. ASVS V3.7.2, V1.5.3.

/** Longer targets are nobody's bookmark; bytes. */
const MAX_TARGET = 2048
const PROBE_ORIGIN = 'https://own.invalid'

/**
 * The given target when it is a path of this origin, else undefined. It is judged twice: by its text, and as the
 * WHATWG parser that browsers use reads it, so that the two can't disagree.
 */
export function ownPath(target: unknown): string | undefined {
  if (typeof target !== 'string' || target.length > MAX_TARGET) return undefined
  // One slash, then neither slash nor backslash nor a control character that a browser would drop before them.
  if (!/^\/(?:[\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*)?$/.test(target)) return undefined
  // Encoded slashes and dots are decoded again by some proxies in front of an app.
  if (/^\/[^?#]*%(?:2f|5c|0|1|7f)/i.test(target)) return undefined
  if (!URL.canParse(target, PROBE_ORIGIN)) return undefined
  const url = new URL(target, PROBE_ORIGIN)
  if (url.origin !== PROBE_ORIGIN || url.pathname.startsWith('//')) return undefined
  return url.pathname + url.search + url.hash
}
