// The site's public origin: read exactly as a browser writes it, or refused with what was meant.
import { isIPv4 } from 'node:net'

/** Scheme, host and port and nothing behind them. URL parsers forgive far more than that. */
const SHAPE = /^https?:\/\/[^/?#@\\\s]+$/i
const HOST = /^(?:[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.|$))+$/
const FORM = 'scheme://host or scheme://host:port, such as `https://accounts.example.com`'

/** The origin in the browser's own spelling (lower case, punycode, no default port), or what is wrong with it. */
export function parseOrigin(text: string): { origin: string } | { wrong: string } {
  const url = URL.parse(text)
  const exact = url !== null && SHAPE.test(text) && isHost(url.hostname)
  if (exact) return { origin: url.origin }
  if (url?.username || url?.password) return { wrong: `${FORM}, without a user name or password` }
  const meant = nearestOrigin(text)
  const rule = `${FORM}, without a path or a slash at the end`
  return { wrong: meant === undefined ? rule : `${rule}; did you mean \`${meant}\`?` }
}

/**
 * Names that never leave this machine, where browsers trust plain http (W3C Secure Contexts 3.1; RFC 6761 6.3 for
 * names below localhost).
 */
export function isLoopback(origin: string): boolean {
  const host = URL.parse(origin)?.hostname ?? ''
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    (isIPv4(host) && host.startsWith('127.'))
  )
}

function isHost(hostname: string): boolean {
  if (hostname.startsWith('[') || isIPv4(hostname)) return true
  return hostname.length <= 253 && HOST.test(hostname) && !hostname.endsWith('.')
}

/** A colon and digits are a port (`localhost:3000`); a colon and anything else ends a scheme. */
function nearestOrigin(text: string): string | undefined {
  const hasScheme = /^\s*[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)
  const url = URL.parse(hasScheme ? text : `https://${text.trim()}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined
  const host = url.hostname.replace(/\.$/, '')
  if (!isHost(host)) return undefined
  const scheme = hasScheme || !isLoopback(url.origin) ? url.protocol : 'http:'
  return `${scheme}//${host}${url.port === '' ? '' : `:${url.port}`}`
}
