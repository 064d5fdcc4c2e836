// Limits on requests: by address and matched route here, by account where a rule asks. ASVS V2.4.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '../limits/address.ts'
import type { HitOutcome, Limit } from '../limits/counters.ts'
import { rateLimitField, retryAfterField } from '../limits/fields.ts'
import { Refusal } from './refusal.ts'
import type { CompiledRoute } from './route.ts'
import type { MaybePromise } from './session-store.ts'
import { type Visit, visitOf } from './visit.ts'

/** Counts this request against its route's limits. @throws Refusal `too-many-requests` */
export function limitRequest(visit: Visit, reply: FastifyReply, route: CompiledRoute): MaybePromise<void> {
  const { limits } = route
  if (limits === null) return
  const { counters, settings, now } = visit.gate
  const hit = counters.hit(
    `${route.limitName} ${addressKey(visit.address)}`,
    limits.list,
    settings.limits.strategy,
    now(),
  )
  if (hit instanceof Promise) return hit.then((outcome) => tell(reply, limits, outcome))
  tell(reply, limits, hit)
}

function tell(reply: FastifyReply, limits: NonNullable<CompiledRoute['limits']>, hit: HitOutcome): void {
  reply.header('ratelimit-policy', limits.policyField)
  reply.header('ratelimit', rateLimitField(limits.name, limits.list, hit))
  refuseOverLimit(hit)
}

function refuseOverLimit(hit: HitOutcome): void {
  if (!hit.allowed) throw new Refusal('too-many-requests', { retryAfter: Number(retryAfterField(hit)) })
}

/**
 * Counts one more use of `name` by `subject` (an account, typed or known): for what an address alone doesn't bound.
 * @throws Refusal `too-many-requests`
 */
export async function limitBy(
  request: FastifyRequest,
  name: string,
  limits: readonly Limit[],
  subject: string,
): Promise<void> {
  const { counters, settings, now } = visitOf(request).gate
  if (!settings.limits.enabled) return
  refuseOverLimit(await counters.hit(`${name} ${subject}`, limits, settings.limits.strategy, now()))
}
