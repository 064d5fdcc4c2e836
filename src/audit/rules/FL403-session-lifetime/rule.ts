// A session, or the cookie that remembers somebody, that stays good for longer than anybody means it to.
import { argumentOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { isElsewhere } from '../shared/keys.ts'
import { confidenceOfMissing, secondsOf, standingOf } from '../shared/settings.ts'

export const rule: Rule = {
  id: 'FL403',
  name: 'session-lifetime',
  title: 'Session without an end',
  severity: 'low',
  confidence: 'high',
  cwe: 613,
  point: 4,
  cure: 'Portcullis ends sessions after idle and absolute times, on the server, and at a change of password.',
  check: sessionLifetime,
}

const LIFETIME = 'PERMANENT_SESSION_LIFETIME'
/** Flask's default. Longer is a decision, and not a good one (NIST SP 800-63B-4, 2.1.3: 30 days at most). */
const DAY_SECONDS = 86_400
const MOST_DAYS = 31

function* sessionLifetime(facts: Facts): Iterable<Report> {
  const { apps, config } = facts
  const app = apps.find(({ cookieSession }) => cookieSession)
  if (app === undefined) return
  yield* settings(facts)
  const remembers = remembersPeople(facts)
  const missing = [
    ...(config.get(LIFETIME) === undefined
      ? [`\`${LIFETIME}\` (a session is then good for ${MOST_DAYS} days)`]
      : []),
    ...(remembers && standingOf(config.get('REMEMBER_COOKIE_SECURE')) === 'missing'
      ? ['`REMEMBER_COOKIE_SECURE` (the remember-me cookie then goes over http)']
      : []),
    ...(remembers && config.get('REMEMBER_COOKIE_DURATION') === undefined
      ? ['`REMEMBER_COOKIE_DURATION` (it is then good for a year)']
      : []),
  ]
  if (missing.length === 0) return
  yield {
    at: app.at,
    message: `Set nowhere: ${missing.join(', ')}.`,
    confidence: confidenceOfMissing(facts),
    related: config.elsewhere,
  }
}

/** What is set, and wrong. */
function* settings({ config, names }: Facts): Iterable<Report> {
  for (const [key, what] of [
    ['REMEMBER_COOKIE_SECURE', 'goes over http'],
    ['REMEMBER_COOKIE_HTTPONLY', 'can be read by scripts'],
  ] as const) {
    const value = config.get(key)
    if (value !== undefined && standingOf(value) === 'off')
      yield {
        at: value.at,
        message: `\`${key}\` is off, so the remember-me cookie ${what}.`,
        severity: 'medium',
      }
  }
  const lifetime = config.get(LIFETIME)
  const seconds = lifetime && !isElsewhere(lifetime) ? secondsOf(names, lifetime.value) : undefined
  if (lifetime !== undefined && seconds !== undefined && seconds > MOST_DAYS * DAY_SECONDS)
    yield { at: lifetime.at, message: `A session is good for ${Math.round(seconds / DAY_SECONDS)} days.` }
}

/** `login_user(user, remember=…)` */
function remembersPeople({ names }: Facts): boolean {
  return ['flask_login.login_user', 'flask_security.login_user', 'flask_security.utils.login_user'].some(
    (name) =>
      names.callsOf(name).some(({ call }) => {
        const remember = argumentOf(call, 1, 'remember')
        return remember !== undefined && names.literal(remember) !== false
      }),
  )
}
