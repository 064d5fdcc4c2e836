// Addresses in attributes: which may stand there, and how a value becomes one part of an address.

/** What stands in the place of an address that isn't let through. It leads nowhere but to the page itself. */
export const BLOCKED = '#blocked'

/** `address`: what a person follows or looks at. `path`: what the page loads and trusts, from this site alone. */
export type AddressKind = 'address' | 'path'

/** URL parsers drop tabs and newlines anywhere, and other controls at the ends: `java\nscript:` is a scheme to them. */
const CONTROL = /[\u0000-\u001f\u007f]/
/** URL parsers read `\` as `/` before the query. */
const BACKSLASH = /^[^?#]*\\/
/** All but letters, digits and what else stays as it is (RFC 3986, "unreserved"); `.` apart, for `..`. */
const RESERVED = /[^A-Za-z0-9_~-]/
const HOST = /^ *https?:\/\/[^/?#\\]/i

/**
 * The address itself, or `#blocked`. `following` is the template's own text right after it, which could turn `/` into
 * `//host`. What passes still has to be escaped for its attribute. ASVS V1.2.2.
 */
export function checkedAddress(kind: AddressKind, address: string, following = ''): string {
  const whole = address + following
  return (kind === 'path' ? isPathHere(whole) : isAddress(whole)) ? address : BLOCKED
}

/** One `/` and then no second: `//host` and `/\host` lead to another site. */
function isPathHere(address: string): boolean {
  return address[0] === '/' && address[1] !== '/' && !CONTROL.test(address) && !BACKSLASH.test(address)
}

/**
 * http, https, mailto or relative, `//host` included, since https to another host is let through too.
 * A `:` before any `/ ? #` ends a scheme, whatever stands before it. `&` and `%` there are refused as well: nothing
 * this tag writes would decode them, but the next program might (`javascript&colon;`, `javascript%3A`).
 */
function isAddress(address: string): boolean {
  if (CONTROL.test(address) || BACKSLASH.test(address)) return false
  const end = address.search(/[/?#]/)
  const head = end === -1 ? address : address.slice(0, end)
  const colon = head.indexOf(':')
  if (colon === -1) return !/[&%]/.test(head)
  const scheme = head.slice(0, colon).replace(/^ +/, '').toLowerCase()
  return scheme === 'mailto' || ((scheme === 'http' || scheme === 'https') && HOST.test(address))
}

/** Why a hole may not follow these words of the template in an address; undefined when it may. */
export function prefixFlaw(kind: AddressKind, prefix: string): string | undefined {
  if (/[\u0000-\u0020\u007f\\]/.test(prefix))
    return 'the address has a space, a control character or a backslash'
  if (kind === 'path') {
    return /^(?:\/(?!\/)|#)/.test(prefix)
      ? undefined
      : 'this address must be a path on this site, starting with one /'
  }
  const scheme = /^([^/?#:]*):/.exec(prefix)?.[1]?.toLowerCase()
  if (scheme === 'mailto') return undefined
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return `an address with the scheme ${scheme}: can't hold a value`
  }
  if (scheme === undefined && !prefix.startsWith('//')) return undefined
  return /^(?:https?:)?\/\/[^/?#]+[/?#]/i.test(prefix)
    ? undefined
    : "a value can't be part of the address's host"
}

/**
 * A value as one part of an address: percent-encoded whole, `/` included, so that it can neither leave its path
 * segment or query parameter nor name a scheme or a host. `.` and `..` would climb even when encoded
 * (WHATWG URL, "double-dot path segment"), so in a path they are `#blocked`.
 */
export function encodedPart(value: string, inPath: boolean): string {
  if (!RESERVED.test(value)) return value
  if (inPath && (value === '.' || value === '..')) return BLOCKED
  return encodeURIComponent(value.toWellFormed().replaceAll('\0', '\ufffd'))
}
