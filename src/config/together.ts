// Settings that are right alone and wrong together.
import { isLoopback } from './origin.ts'
import type { SettingName, Settings } from './settings.ts'

/** A year in seconds: what browser makers' preload lists ask for (hstspreload.org). */
const PRELOAD_MAX_AGE = 31_536_000
/** RFC 9106 3.1: argon2 takes at least this many KiB for each lane. */
const KIB_PER_LANE = 8

interface Rule {
  readonly names: readonly SettingName[]
  readonly broken: (settings: Settings) => boolean
  readonly words: string
}

const rules: readonly Rule[] = [
  {
    names: ['origin', 'mode'],
    // Without Secure cookies nobody could stay signed in, and browsers drop Secure cookies over plain http.
    broken: ({ mode, origin }) => mode === 'development' && origin.startsWith('http:') && !isLoopback(origin),
    words:
      '`origin` is plain http on a name that is not this machine: browsers would drop its Secure cookies, and signing in could not work. Use https, or a name such as http://localhost:3000',
  },
  {
    names: ['port', 'origin'],
    broken: ({ port, origin }) => port === 0 && origin === '',
    words: '`port` 0 takes any free port, so `origin` can not be guessed from it: set `origin`',
  },
  {
    names: ['trustProxy'],
    broken: ({ trustProxy }) => trustProxy.length > 1 && trustProxy.some((item) => /^\d+$/.test(item)),
    words: '`trustProxy` is either one number of proxies or a list of addresses, not both',
  },
  {
    names: ['server.headersTimeout', 'server.requestTimeout'],
    broken: ({ server }) => server.headersTimeout > server.requestTimeout,
    words: '`server.headersTimeout` must be no longer than `server.requestTimeout`',
  },
  {
    names: ['session.idle', 'session.absolute'],
    broken: ({ session }) => session.idle > session.absolute,
    words: '`session.idle` must be no longer than `session.absolute`',
  },
  {
    names: ['hsts.preload', 'hsts.maxAge', 'hsts.includeSubDomains'],
    broken: ({ hsts }) => hsts.preload && (hsts.maxAge < PRELOAD_MAX_AGE || !hsts.includeSubDomains),
    words: `\`hsts.preload\` needs \`hsts.includeSubDomains\` and an \`hsts.maxAge\` of ${PRELOAD_MAX_AGE} (a year) or more`,
  },
  {
    names: ['throttle.firstWait', 'throttle.maxWait'],
    broken: ({ throttle }) => throttle.firstWait > throttle.maxWait,
    words: '`throttle.firstWait` must be no longer than `throttle.maxWait`',
  },
  {
    names: ['throttle.free', 'throttle.cap'],
    broken: ({ throttle }) => throttle.free >= throttle.cap,
    words: '`throttle.free` must be less than `throttle.cap`',
  },
  {
    names: ['username.minLength', 'username.maxLength'],
    broken: ({ username }) => username.minLength > username.maxLength,
    words: '`username.minLength` must be no more than `username.maxLength`',
  },
  {
    names: ['password.memory', 'password.parallelism'],
    broken: ({ password }) => password.memory < KIB_PER_LANE * password.parallelism,
    words: `\`password.memory\` must be at least ${KIB_PER_LANE} KiB for each of \`password.parallelism\``,
  },
  {
    names: ['uploads.maxFileSize', 'uploads.maxRequestSize'],
    broken: ({ uploads }) => uploads.maxFileSize > uploads.maxRequestSize,
    words: '`uploads.maxFileSize` must be no more than `uploads.maxRequestSize`',
  },
  {
    names: ['uploads.maxFileSize', 'uploads.quota'],
    broken: ({ uploads }) => uploads.maxFileSize > uploads.quota,
    words: '`uploads.maxFileSize` must be no more than `uploads.quota`',
  },
  {
    names: ['uploads.clamavMaxBytes', 'uploads.maxFileSize', 'uploads.scanner'],
    broken: ({ uploads }) => uploads.scanner === 'clamav' && uploads.maxFileSize > uploads.clamavMaxBytes,
    words:
      '`uploads.clamavMaxBytes` must be no less than `uploads.maxFileSize`: a longer file would never be scanned',
  },
  {
    names: ['uploads.origin', 'origin'],
    broken: ({ uploads, origin }) => uploads.origin !== '' && uploads.origin === origin,
    words: '`uploads.origin` must be another one than `origin`: it is there to keep the two apart',
  },
  {
    names: ['passkeys.rpId', 'origin'],
    broken: ({ passkeys, origin }) =>
      passkeys.rpId !== '' && origin !== '' && !isOwnDomain(passkeys.rpId, origin),
    words: '`passkeys.rpId` must be the host of `origin`, or a parent domain of it',
  },
]

/** WebAuthn Level 3, "relying party identifier": the host itself, or a parent domain of it that is no bare top-level one. */
function isOwnDomain(rpId: string, origin: string): boolean {
  const host = URL.parse(origin)?.hostname ?? ''
  return host === rpId || (host.endsWith(`.${rpId}`) && rpId.includes('.'))
}

/** Broken rules, leaving out those about a setting that is known to be wrong by itself. */
export function brokenTogether(
  settings: Settings,
  alreadyWrong: ReadonlySet<string>,
): { setting: string; words: string }[] {
  return rules
    .filter((rule) => !rule.names.some((name) => alreadyWrong.has(name)) && rule.broken(settings))
    .map((rule) => ({ setting: rule.names[0]!, words: rule.words }))
}
