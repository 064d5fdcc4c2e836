// Device-bound sessions: a short cookie that only the device's own key renews. W3C Device Bound Session Credentials.
import { openSigned, sign } from '../crypto/sealed.ts'
import { newToken } from '../crypto/token.ts'
import { ALGORITHMS, type DeviceKey } from './bound-proof.ts'
import type { Gate } from './gate.ts'
import type { SessionRecord } from './session-store.ts'
import type { Visit } from './visit.ts'

/** Everything below here is out of the binding's scope: the two addresses themselves, our files, the reports. */
const OUT_OF_SCOPE = '/_portcullis'
export const BIND_PATH = `${OUT_OF_SCOPE}/session/bind`
export const REFRESH_PATH = `${OUT_OF_SCOPE}/session/refresh`
/** For making a key and signing, which takes a TPM a second or two. Seconds. */
const CHALLENGE_LIFETIME = 120
/** Requests that left before the browser had its first short cookie are let pass this long. Seconds. */
const UNDER_WAY = 30
/** The browser forgets the short cookie this much earlier than we do, so that none arrives too late. Seconds. */
const LEEWAY = 15
/** Why Chromium did not renew it, in its own words. */
const SKIPPED = /^(unreachable|server_error|quota_exceeded)\b/

/** What the column `binding` holds. */
export interface Binding {
  /** The browser's name for the session: random, and the same when the session's token is renewed. */
  id: string
  key: DeviceKey
  boundAt: number
  /** When the challenge that was answered last had been made: none up to then is taken again. Milliseconds, 0 at first. */
  answered: number
}

/** Only on https: elsewhere browsers don't bind, and a stolen cookie is the least of the worries. */
export function bindsSessions({ settings, origin }: Gate): boolean {
  return settings.session.bound && origin.startsWith('https:')
}

export function bindingOf(record: SessionRecord): Binding {
  return JSON.parse(record.binding)
}

/** Asks the browser, by a header of this answer, to bind the session just minted. Those that can't don't see it. */
export function offerBinding(visit: Visit): void {
  const { gate, session } = visit
  if (session === null || session.binding !== '' || !bindsSessions(gate)) return
  const algorithms = Object.values(ALGORITHMS).join(' ')
  visit.bindingOffer = `(${algorithms});path="${BIND_PATH}";challenge="${newChallenge(gate, 'bind', session.id)}"`
}

/** For a session that is bound: whether the request brings the short cookie. */
export function comesFromItsDevice(visit: Visit, record: SessionRecord): boolean {
  const { gate, request } = visit
  if (!bindsSessions(gate)) return true
  const { id, boundAt } = bindingOf(record)
  const now = gate.now()
  const short = gate.jar.read(request.headers.cookie, 'bound')
  if (short !== undefined && openSigned(gate.keys, 'bound session', short, now) === id) return true
  if (now - boundAt < UNDER_WAY * 1000) return true
  // So that the browser misses it, and renews it with its next request.
  visit.dropCookie('bound')
  if (!request.url.startsWith(REFRESH_PATH)) noteMissing(visit)
  return false
}

function noteMissing({ address, request }: Visit): void {
  const skipped = SKIPPED.exec(String(request.headers['secure-session-skipped'] ?? ''))?.[1]
  request.log.info(
    { event: 'device-not-proven', address, skipped },
    'a bound session came without its device',
  )
}

/** Sets the short cookie and returns the session instructions for the browser. */
export function letPass(visit: Visit, { id }: Binding) {
  const { gate } = visit
  const { jar, keys, settings, origin } = gate
  const { boundFor } = settings.session
  const short = sign(keys, 'bound session', id, gate.now() + boundFor * 1000)
  visit.setCookie('bound', short, boundFor - LEEWAY)
  return {
    session_identifier: id,
    refresh_url: REFRESH_PATH,
    scope: {
      origin,
      include_site: false,
      scope_specification: [{ type: 'exclude', domain: '*', path: OUT_OF_SCOPE }],
    },
    credentials: [{ type: 'cookie', name: jar.name('bound'), attributes: jar.attributes }],
  }
}

/** A text to sign, made for one purpose and one session, and good for a short while. */
export function newChallenge(gate: Gate, purpose: 'bind' | 'refresh', whose: string): string {
  const now = gate.now()
  const text = [purpose, whose, now, newToken(16)].join(' ')
  return sign(gate.keys, 'device challenge', text, now + CHALLENGE_LIFETIME * 1000)
}

/** When it was made; undefined when it is none of ours, over, or made for something else. */
export function challengeMadeAt(
  gate: Gate,
  purpose: 'bind' | 'refresh',
  whose: string,
  challenge: string,
): number | undefined {
  const [forWhat, forWhom, at] =
    openSigned(gate.keys, 'device challenge', challenge, gate.now())?.split(' ') ?? []
  return forWhat === purpose && forWhom === whose ? Number(at) : undefined
}
