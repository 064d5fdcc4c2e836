// The session's cookie without the flags that keep it from being overheard, read by scripts, or sent along by other sites.
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import type { Fix } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { confidenceOfMissing, standingOf } from '../shared/settings.ts'

export const rule: Rule = {
  id: 'FL401',
  name: 'session-cookie-flags',
  title: 'Session cookie without its flags',
  severity: 'medium',
  confidence: 'high',
  cwe: 614,
  point: 4,
  cure: 'Portcullis sets `__Host-`, Secure, HttpOnly and SameSite on its session cookie by itself.',
  check: sessionCookieFlags,
}

const FLAGS = [
  ['SESSION_COOKIE_SECURE', 'session_cookie_secure', 'goes over http too'],
  ['SESSION_COOKIE_HTTPONLY', 'session_cookie_http_only', 'can be read by scripts'],
] as const
const SAME_SITE = 'SESSION_COOKIE_SAMESITE'

function* sessionCookieFlags(facts: Facts): Iterable<Report> {
  const { apps, config, extensions, names } = facts
  const app = apps.find(({ cookieSession }) => cookieSession)
  if (app === undefined) return
  const talisman = extensions.bound('flask_talisman.Talisman')
  const missing: string[] = []
  for (const [key, option, what] of FLAGS) {
    const given = talisman?.options.get(option)
    if (talisman !== undefined && given !== undefined && names.literal(given) === false) {
      yield {
        at: placeOf(given),
        message: `Talisman is told \`${option}=False\`, so the session cookie ${what}.`,
      }
      continue
    }
    // Talisman's own defaults set both, whatever the configuration says.
    if (talisman !== undefined) continue
    const value = config.get(key)
    const standing = standingOf(value)
    if (value !== undefined && standing === 'off')
      yield { at: value.at, message: `\`${key}\` is off, so the session cookie ${what}.`, fix: fixOf(value) }
    // Flask's own default: HttpOnly is on.
    else if (standing === 'missing' && key === 'SESSION_COOKIE_SECURE') missing.push(key)
  }
  const sameSite = config.get(SAME_SITE)
  if (talisman === undefined && standingOf(sameSite) === 'missing') missing.push(SAME_SITE)
  else if (sameSite !== undefined && isNone(sameSite))
    yield {
      at: sameSite.at,
      message: `\`${SAME_SITE}\` is None, so other sites’ requests carry the session cookie.`,
    }
  if (missing.length === 0) return
  yield {
    at: app.at,
    message: `${missing.map((key) => `\`${key}\``).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} set nowhere, so the session cookie ${missing.includes(SAME_SITE) && missing.length === 1 ? 'is sent along by other sites in some browsers' : 'goes over http too'}.`,
    severity: missing.includes('SESSION_COOKIE_SECURE') ? 'medium' : 'low',
    confidence: confidenceOfMissing(facts),
    related: config.elsewhere,
  }
}

function isNone({ how, literal, environment }: ConfigValue): boolean {
  if (how !== 'literal' || environment === 'development' || environment === 'testing') return false
  return literal === null || (typeof literal === 'string' && literal.toLowerCase() === 'none')
}

function fixOf({ value }: ConfigValue): Fix | null {
  if (value?.kind !== 'Const' || value.value !== false) return null
  return { title: 'Switch the flag on', edits: [{ at: placeOf(value), text: 'True' }] }
}
