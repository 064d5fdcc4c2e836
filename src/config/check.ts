// Checks of single values. Each answers what a right value is, or nothing when this one is right.
import { isIP } from 'node:net'
import { compileLimits } from '../limits/parse.ts'
import { isPostgres, sqlitePath } from './database.ts'
import { isLoopback, parseOrigin } from './origin.ts'

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const HOST_NAME = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i
const ADDRESS = /^[^\s<>,;:"@\u0000-\u001f]+@[^\s<>,;:"@\u0000-\u001f]+$/
/** RFC 3339 5.6. Date.parse alone takes much more than that. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i
/** Names that @fastify/proxy-addr knows for private networks. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal']

/** One line of text up to so many characters: it ends up in headers, mails and titles. */
export function checkOneLine(max: number) {
  return (text: string) =>
    CONTROL.test(text) || !text.isWellFormed() || [...text].length > max
      ? `one line of at most ${max} characters`
      : undefined
}

export function checkHost(text: string): string | undefined {
  if (isIP(text) !== 0 || HOST_NAME.test(text)) return undefined
  return 'an IP address or a host name, without scheme and port'
}

export function checkOrigin(text: string): string | undefined {
  const parsed = parseOrigin(text)
  return 'wrong' in parsed ? parsed.wrong : undefined
}

export function checkDatabase(text: string): string | undefined {
  if (sqlitePath(text) !== undefined) return undefined
  if (isPostgres(text) && URL.canParse(text)) return undefined
  return '`postgres://user:password@host/name`, `sqlite:PATH` or `sqlite::memory:`'
}

/** `true` would mean believing everybody, so it isn't among the right values. */
export function checkProxy(item: string): string | undefined {
  if (/^[1-9]\d?$/.test(item) || NAMED_NETWORKS.includes(item)) return undefined
  const [address = '', prefix, ...rest] = item.split('/')
  const version = address.includes('%') ? 0 : isIP(address)
  const longest = version === 4 ? 32 : 128
  const rightPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest)
  if (version !== 0 && rightPrefix && rest.length === 0) return undefined
  return `the number of proxies (\`1\`), or addresses and networks such as \`10.0.0.0/8\` or ${NAMED_NETWORKS.join(', ')}`
}

export function checkContact(text: string): string | undefined {
  const url = URL.parse(text)
  if (url?.protocol === 'https:' && !CONTROL.test(text) && !/\s/.test(text)) return undefined
  if (url?.protocol === 'mailto:' && ADDRESS.test(text.slice('mailto:'.length))) return undefined
  return 'a `mailto:` or `https:` address'
}

export function checkExpires(text: string): string | undefined {
  if (DATE_TIME.test(text) && !Number.isNaN(Date.parse(text))) return undefined
  return 'an RFC 3339 date and time, such as `2030-01-31T00:00:00Z`'
}

/** http only towards this machine: the digits of a hash and the answer are nobody's business on the way. */
export function checkRangeEndpoint(text: string): string | undefined {
  const url = URL.parse(text)
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.origin))
  if (safe && url.username === '' && url.password === '' && url.search === '' && url.hash === '')
    return undefined
  return 'an `https:` address without user name, query or fragment'
}

export function checkSmtp(text: string): string | undefined {
  const url = URL.parse(text)
  const right = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
  return right ? undefined : '`smtp://host:port` or `smtps://user:password@host:port`'
}

export function checkMailFrom(text: string): string | undefined {
  const [, bare] = /^[^<>"]*<([^<>]+)>$/.exec(text) ?? []
  if (!CONTROL.test(text) && ADDRESS.test(bare ?? text)) return undefined
  return 'an address, or `Name <address>`'
}

/** The grammar of limits/parse.ts, but no amount of 0: it would shut the page, and people mean "no limit" by it. */
export function checkLimits(text: string): string | undefined {
  try {
    if (compileLimits(text).every((limit) => limit.amount > 0)) return undefined
    return 'an amount of 1 or more (`limits.enabled` switches all limits off)'
  } catch (error) {
    return `amounts and periods such as \`5 per minute\` or \`300 per minute; 5000 per hour\` (${(error as Error).message})`
  }
}
