// Advice on settings that are allowed and worth a second thought. It never stops a start.
import { statSync } from 'node:fs'
import { databaseFolder, isInMemory, isPostgres } from './database.ts'
import { isLoopback } from './origin.ts'
import type { Finding } from './production.ts'
import type { SettingName, Settings } from './settings.ts'

const DAY = 86_400
const YEAR = 365 * DAY
/** NIST SP 800-63B-4 3.1.1.2: characters of a password that is the only factor. */
const SINGLE_FACTOR_LENGTH = 15
/** NIST SP 800-63B-4 2.1.3: the overall limit of a session at AAL1. */
const LONGEST_SESSION = 30 * DAY
/** OWASP's equal minima for argon2id: KiB at 1, 2, 3, 4 and 5 iterations. */
const LEAST_MEMORY = [47_104, 19_456, 12_288, 9_216, 7_168]

interface Advice {
  readonly code: string
  readonly setting: SettingName
  readonly applies: (settings: Settings, now: number) => boolean
  readonly words: string
}

const table: readonly Advice[] = [
  {
    code: 'mail-missing',
    setting: 'mail.smtp',
    applies: ({ mail }) => mail.smtp === '',
    words: 'no mail is sent without `mail.smtp`: notices to people stay in the outbox',
  },
  {
    code: 'proxy-unnamed',
    setting: 'trustProxy',
    applies: ({ origin, trustProxy }) => origin.startsWith('https:') && trustProxy.length === 0,
    words:
      'an https origin means a proxy in front; without `trustProxy` all visitors share its address, and one of them can use up the limits of all',
  },
  {
    code: 'proxy-needless',
    setting: 'trustProxy',
    applies: ({ origin, trustProxy }) => origin.startsWith('http:') && trustProxy.length > 0,
    words:
      '`trustProxy` is set, but the origin is plain http on this machine; without a proxy in front anyone can invent an address',
  },
  {
    code: 'proxy-wide',
    setting: 'trustProxy',
    applies: ({ trustProxy }) => trustProxy.some((item) => /\/0+$/.test(item)),
    words:
      '`trustProxy` believes every address; name the proxies, or anyone can invent an address and get round limits',
  },
  {
    code: 'port-open',
    setting: 'host',
    applies: ({ host, trustProxy }) => !isLocalHost(host) && trustProxy.some((item) => /^\d+$/.test(item)),
    words:
      '`trustProxy` counts hops while `host` is reachable from outside; let nobody but the proxy reach the port, or name its address instead',
  },
  {
    code: 'host-open',
    setting: 'host',
    applies: ({ host, trustProxy }) => !isLocalHost(host) && trustProxy.length === 0,
    words:
      '`host` is reachable from outside over plain http; put a proxy with https in front and name it in `trustProxy`, or listen on 127.0.0.1',
  },
  {
    code: 'limits-off',
    setting: 'limits.enabled',
    applies: ({ limits }) => !limits.enabled,
    words: 'limits on requests are off',
  },
  {
    code: 'limits-apart',
    setting: 'limits.store',
    applies: ({ database, limits }) => isPostgres(database) && limits.enabled && limits.store === 'memory',
    words:
      'several processes may share this database, but each counts limits for itself; `limits.store` `sql` counts for all',
  },
  {
    code: 'database-memory',
    setting: 'database',
    applies: ({ database }) => isInMemory(database),
    words: 'the database is in memory: all accounts are gone at the end of the process',
  },
  {
    code: 'database-password',
    setting: 'database',
    // ASVS V13.2.3
    applies: ({ database }) => hasDefaultPassword(database),
    words: 'the database is on another machine and its password is missing or a default one',
  },
  {
    code: 'data-open',
    setting: 'data',
    applies: (settings) => isOpenFolder(databaseFolder(settings)),
    words: 'others on this machine can look into the folder of the database; run chmod 700 on it',
  },
  {
    code: 'password-short',
    setting: 'password.minLength',
    applies: ({ password }) => password.minLength < SINGLE_FACTOR_LENGTH,
    words: `NIST SP 800-63B-4 3.1.1.2 asks ${SINGLE_FACTOR_LENGTH} characters where a password is the only factor`,
  },
  {
    code: 'hash-cheap',
    setting: 'password.memory',
    applies: ({ password }) =>
      password.memory < LEAST_MEMORY[Math.min(password.iterations, LEAST_MEMORY.length) - 1]!,
    words: `password hashes are cheaper than OWASP's minimum for argon2id (${LEAST_MEMORY[1]} KiB with 2 iterations)`,
  },
  {
    code: 'session-long',
    setting: 'session.absolute',
    applies: ({ session }) => session.absolute > LONGEST_SESSION,
    words: 'sessions last longer than the 30 days that NIST SP 800-63B-4 2.1.3 advises',
  },
  {
    code: 'hsts-short',
    setting: 'hsts.maxAge',
    applies: ({ hsts }) => hsts.maxAge < YEAR,
    words: 'ASVS V3.4.1 asks for an `hsts.maxAge` of a year at least',
  },
  {
    code: 'security-txt-missing',
    setting: 'securityTxt.contact',
    applies: ({ securityTxt }) => securityTxt.contact === '',
    words: 'nobody is told where to report a weakness; `securityTxt.contact` makes /.well-known/security.txt',
  },
  {
    code: 'security-txt-expires',
    setting: 'securityTxt.expires',
    applies: ({ securityTxt }, now) => securityTxt.expires !== '' && !isWithinAYear(securityTxt.expires, now),
    words: '`securityTxt.expires` should lie ahead, by less than a year (RFC 9116 2.5.5)',
  },
]

/** All advice on these settings. @param now milliseconds since 1970 */
export function adviceFor(settings: Settings, now: number = Date.now()): Finding[] {
  return table
    .filter((advice) => advice.applies(settings, now))
    .map(({ code, setting, words }) => ({ code, setting, words }))
}

function isLocalHost(host: string): boolean {
  return isLoopback(`http://${host.includes(':') ? `[${host}]` : host}`)
}

function hasDefaultPassword(database: string): boolean {
  const url = isPostgres(database) ? URL.parse(database) : null
  if (url === null || url.hostname === '' || isLocalHost(url.hostname.replace(/^\[|\]$/g, ''))) return false
  return (
    url.password === url.username ||
    /^(|admin|changeme|password|postgres|root|secret|test)$/i.test(url.password)
  )
}

function isOpenFolder(folder: string | undefined): boolean {
  if (folder === undefined || process.platform === 'win32') return false
  try {
    return (statSync(folder).mode & 0o077) !== 0
  } catch {
    return false
  }
}

function isWithinAYear(date: string, now: number): boolean {
  const ahead = Date.parse(date) - now
  return ahead > 0 && ahead <= YEAR * 1_000
}
