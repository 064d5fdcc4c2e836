// Our own cookies: names, reading and writing. RFC 6265bis, draft-ietf-httpbis-layered-cookies; ASVS V3.3.

/** RFC 6265bis 4.1.1 and browsers' common limit: name plus value, bytes (ASVS V3.3.5). */
export const MAX_COOKIE_BYTES = 4096

export interface CookieJar {
  /** What stands behind every cookie but for its age. */
  readonly attributes: string
  /** The full name as it stands on the wire. */
  name(short: CookieName): string
  /** The value, or undefined when absent or sent more than once (somebody planted a second one). */
  read(header: string | undefined, short: CookieName): string | undefined
  /** A Set-Cookie value. `maxAge` in seconds; without it the cookie ends with the browser's session. */
  write(short: CookieName, value: string, maxAge?: number): string
  /** A Set-Cookie value that removes the cookie, with the attributes it was set with. */
  clear(short: CookieName): string
}

export type CookieName =
  | 'session'
  | 'visit'
  | 'flash'
  | 'device'
  | 'link'
  | 'challenge'
  | 'remember'
  | 'bound'
  | 'passkey-offer'

/**
 * `__Host-Http-` tells a browser that only an https response of this very host may have set the cookie;
 * one that doesn't know the longer prefix still applies `__Host-`. Plain-http development origins can have
 * neither the prefix nor Secure. Chromium renews no cookie of the longer prefix, so that of bound sessions has the
 * shorter one.
 */
export function cookieJar(origin: string): CookieJar {
  const https = origin.startsWith('https:')
  const prefix = https ? '__Host-Http-' : ''
  const attributes = `Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`
  const name = (short: CookieName) => (https && short === 'bound' ? '__Host-bound' : prefix + short)

  return {
    attributes,
    name,
    read: (header, short) => (header === undefined ? undefined : readCookie(header, name(short))),
    write(short, value, maxAge) {
      if (!/^[\w.~-]*$/.test(value)) throw new TypeError(`cookie ${short}: the value needs encoding first`)
      const pair = `${name(short)}=${value}`
      if (pair.length > MAX_COOKIE_BYTES)
        throw new RangeError(`cookie ${short}: over ${MAX_COOKIE_BYTES} bytes`)
      return `${pair}; ${attributes}${maxAge === undefined ? '' : `; Max-Age=${Math.floor(maxAge)}`}`
    },
    clear: (short) => `${name(short)}=; ${attributes}; Max-Age=0`,
  }
}

function readCookie(header: string, name: string): string | undefined {
  let value: string | undefined
  let at = 0
  while (at < header.length) {
    let end = header.indexOf(';', at)
    if (end === -1) end = header.length
    while (header.charCodeAt(at) === 0x20 || header.charCodeAt(at) === 0x09) at++
    if (header.startsWith(name, at) && header.charCodeAt(at + name.length) === 0x3d) {
      if (value !== undefined) return undefined
      value = header.slice(at + name.length + 1, end).trimEnd()
    }
    at = end + 1
  }
  return value
}
