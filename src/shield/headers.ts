// Puts the safe response of policy.ts on every answer, before anything else can fail.
import type { FastifyReply } from 'fastify'
import { letCallerRead } from './cors.ts'
import type { Gate } from './gate.ts'
import { fixedHeaders, REPORT_GROUP, REPORT_PATH, strictTransportSecurity } from './policy.ts'
import type { CompiledRoute } from './route.ts'
import type { Visit } from './visit.ts'

/** Set by Node for the last request that `maxRequestsPerSocket` allows. */
interface LastAnswer {
  maxRequestsOnConnectionReached?: boolean
}

/** Values that are the same for every response are built once. */
export function headerSetter(gate: Gate) {
  const always: Record<string, string> = {
    ...fixedHeaders,
    'reporting-endpoints': `${REPORT_GROUP}="${gate.origin}${REPORT_PATH}"`,
  }
  if (gate.origin.startsWith('https:')) {
    always['strict-transport-security'] = strictTransportSecurity(gate.settings.hsts)
  }

  return function setHeaders(reply: FastifyReply, visit: Visit, route: CompiledRoute): void {
    reply.headers(always)
    reply.header('content-security-policy', route.policy(visit.nonce))
    // Node says that the last answer of a connection ends it, and waits; told by us, it does end it.
    if ((reply.raw as LastAnswer).maxRequestsOnConnectionReached) reply.header('connection', 'close')
    // What other sites may embed they must be able to read as well.
    if (route.crossSite) reply.header('cross-origin-resource-policy', 'cross-origin')
    if (route.withoutCookies) letCallerRead(reply, visit)
  }
}
