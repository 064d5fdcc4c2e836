// The response fields that tell a client of its limits: RateLimit-Policy, RateLimit and Retry-After.
// Form: draft-ietf-httpapi-ratelimit-headers-11 (`"default";q=100;w=60`, `"default";r=50;t=30`) and RFC 9110, 10.2.3.
import type { HitOutcome, Limit } from './counters.ts'

// The largest Integer of a structured field (RFC 9651, 3.3.1).
const LARGEST_INTEGER = 999_999_999_999_999

/**
 * The value of `RateLimit-Policy` for all limits of one name. It never changes: build it once at start.
 * @throws TypeError when the name is not printable ASCII, which a structured field's String asks for.
 */
export function rateLimitPolicyField(name: string, limits: readonly Limit[]): string {
  return limits
    .map(
      (limit) => `${policyName(name, limits, limit)};q=${integer(limit.amount)};w=${integer(limit.seconds)}`,
    )
    .join(', ')
}

/** The value of `RateLimit`: what is left under the tightest limit, or nothing under the one that refused. */
export function rateLimitField(name: string, limits: readonly Limit[], hit: HitOutcome): string {
  const remaining = hit.allowed ? integer(hit.remaining) : 0
  const window = hit.allowed ? wholeSeconds(hit.resetIn) : retryAfterField(hit)
  return `${policyName(name, limits, hit.limit)};r=${remaining};t=${window}`
}

/** The value of `Retry-After` for a refused hit: a request sent then is allowed if no other came first. */
export function retryAfterField(hit: HitOutcome): string {
  return wholeSeconds(Math.max(hit.retryIn, hit.resetIn))
}

/** One limit bears the name itself, further ones a number: `"login"`, `"login-2"`. */
function policyName(name: string, limits: readonly Limit[], limit: Limit): string {
  let names = policyNames.get(limits)
  if (names === undefined) {
    names = new Map()
    policyNames.set(limits, names)
  }
  const key = limit === limits[0] ? name : `${name} ${limits.indexOf(limit)}`
  let quoted = names.get(key)
  if (quoted === undefined) {
    quoted = quotedName(name, limits, limit)
    names.set(key, quoted)
  }
  return quoted
}

const policyNames = new WeakMap<readonly Limit[], Map<string, string>>()

function quotedName(name: string, limits: readonly Limit[], limit: Limit): string {
  if (!/^[ -~]+$/.test(name)) throw new TypeError('the name of a limit must be printable ASCII')
  const place = limits.indexOf(limit)
  const numbered = place > 0 ? `${name}-${place + 1}` : name
  return `"${numbered.replace(/["\\]/g, '\\$&')}"`
}

function integer(value: number): number {
  return Math.min(Math.floor(value), LARGEST_INTEGER)
}

/** Rounded up, and never 0: "now" would be no help to anybody. */
function wholeSeconds(seconds: number): string {
  return String(Math.max(1, integer(Math.ceil(seconds))))
}
