// The ten points that every web application is held to, and which findings belong to which of them.
import { adviceFor } from '../config/advice.ts'
import { environmentName } from '../config/names.ts'
import { type Finding, productionRefusals } from '../config/production.ts'
import type { Settings } from '../config/settings.ts'
import { bytesInWords, secondsInWords } from '../config/units.ts'

interface Point {
  readonly title: string
  /** What holds with these settings, or nothing where the findings say it all. */
  readonly fact: (settings: Settings) => string
  /** Codes of refusals and advice. */
  readonly codes: readonly string[]
}

export const checklist: readonly Point[] = [
  {
    title: 'Strong, unique secret key',
    fact: ({ secret }) =>
      secret.length === 0 ? '' : 'Each secret in force was looked at for length and pattern.',
    codes: ['secret-missing', 'secret-weak'],
  },
  {
    title: 'CSRF protection for all forms',
    fact: () =>
      'Every POST, PUT, PATCH and DELETE must come from this site (Sec-Fetch-Site, then Origin) and bear a token.',
    codes: [],
  },
  {
    title: 'Passwords hashed',
    fact: ({ password: { memory, iterations, parallelism, pepper } }) =>
      `argon2id with ${memory} KiB, iterations: ${iterations}, lanes: ${parallelism}${pepper ? ', and a pepper from the secret' : ''}.`,
    codes: ['hash-cheap', 'password-short'],
  },
  {
    title: 'Cookie flags',
    fact: ({ session }) =>
      `On https cookies are Secure, HttpOnly, SameSite=Lax, named __Host-Http-…; sessions end after ${secondsInWords(session.idle)} unused and ${secondsInWords(session.absolute)} in all.`,
    codes: ['session-long'],
  },
  {
    title: 'Parameterised queries',
    fact: () => 'Values reach the database as parameters alone, by way of Kysely.',
    codes: ['data-unwritable', 'data-open', 'database-memory', 'database-password'],
  },
  {
    title: 'Input validation',
    fact: ({ body }) =>
      `Every field is checked on the server; a body above ${bytesInWords(body.maxBytes)} or ${body.maxFields} fields is refused.`,
    codes: [],
  },
  {
    title: 'Security headers',
    fact: ({ hsts }) =>
      `Every answer has a Content-Security-Policy with nonces, X-Frame-Options and their like; on https HSTS for ${secondsInWords(hsts.maxAge)}.`,
    codes: ['hsts-short', 'security-txt-missing', 'security-txt-expires'],
  },
  {
    title: 'Rate limiting for sensitive endpoints',
    fact: ({ limits }) =>
      limits.enabled
        ? `Logging in: ${limits.login} from an address, ${limits.loginAccount} to an account; registering: ${limits.register}; all else: ${limits.default}.`
        : '',
    codes: ['limits-off', 'limits-apart', 'proxy-unnamed', 'proxy-needless', 'proxy-wide', 'port-open'],
  },
  {
    title: 'Dependencies up to date',
    fact: () => '',
    codes: ['dependencies-unverified'],
  },
  {
    title: 'HTTPS in production',
    fact: ({ origin }) => (origin.startsWith('https:') ? `The origin is ${origin}.` : ''),
    codes: ['origin-missing', 'origin-http', 'files-origin-http', 'host-open'],
  },
]

/** Findings that none of the ten points has room for. */
export const besides: readonly string[] = ['mail-missing']

/** No look-up of ours could tell: a registry would have to be asked, at each check. */
const UNVERIFIED: Omit<Finding, 'setting'> = {
  code: 'dependencies-unverified',
  words: `not looked at here: \`npm outdated\` and \`npm audit --omit=dev\` tell; this is Node ${process.versions.node}`,
}

export type State = 'ok' | 'advice' | 'refusal'

export interface JudgedFinding {
  readonly state: Exclude<State, 'ok'>
  readonly code: string
  readonly words: string
  readonly setting?: string
  /** The setting's variable. */
  readonly variable?: string
}

export interface JudgedPoint {
  readonly title: string
  readonly state: State
  readonly fact: string
  readonly findings: readonly JudgedFinding[]
}

/**
 * @param settings as production would read them
 * @returns the ten points in their order, and what stands besides them where there is something
 */
export function judge(settings: Settings): { points: JudgedPoint[]; besides: JudgedFinding[] } {
  const findings: JudgedFinding[] = [
    ...productionRefusals(settings).map((finding) => judged('refusal', finding)),
    ...adviceFor(settings).map((finding) => judged('advice', finding)),
    { state: 'advice', ...UNVERIFIED },
  ]
  const points = checklist.map(({ title, fact, codes }) => {
    const own = findings.filter(({ code }) => codes.includes(code))
    return { title, state: worst(own), fact: fact(settings), findings: own }
  })
  const placed = new Set(checklist.flatMap(({ codes }) => codes))
  return { points, besides: findings.filter(({ code }) => !placed.has(code)) }
}

function judged(state: JudgedFinding['state'], { code, words, setting }: Finding): JudgedFinding {
  return { state, code, words, setting, variable: environmentName(setting) }
}

function worst(findings: readonly JudgedFinding[]): State {
  if (findings.some(({ state }) => state === 'refusal')) return 'refusal'
  return findings.length > 0 ? 'advice' : 'ok'
}
