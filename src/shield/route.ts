// What one route asks of the shield, compiled once: its policy header, its limits, its exemptions.
import type { FastifyContextConfig } from 'fastify'
import { nearest } from '../config/nearest.ts'
import type { Limit } from '../limits/counters.ts'
import { rateLimitPolicyField } from '../limits/fields.ts'
import { compileLimits } from '../limits/parse.ts'
import type { Gate } from './gate.ts'
import { compilePolicy, contentSecurityPolicy, type Directives, widenPolicy } from './policy.ts'

/** `{ config: { shield: … } }` of a route. */
export interface RouteShield {
  /** This route's own limits per address instead of the default ones: `"5 per minute"`. */
  limit?: string
  /** Sources to add to the safe CSP on this route, by directive; the rest stays. */
  csp?: Directives
  /** For health probes. */
  dangerouslyExemptFromLimits?: true
  /** For probes and files that are the same for everybody: the session is not looked up, and nobody is signed in. */
  withoutSession?: true
  /** For calls that no browser makes with our cookies, such as webhooks; origin checks stay. */
  dangerouslyExemptFromCsrfToken?: true
  /** For what other sites may embed: lets `Sec-Fetch-Site: cross-site` in. */
  dangerouslyAllowCrossSite?: true
  /**
   * For routes that tokens open: no cookie is read or set, so that nobody is signed in and no CSRF token is asked for. Pages
   * of the origins in `api.corsOrigins` may call it, and what it refuses is always told as problem details.
   */
  withoutCookies?: true
  /**
   * Takes forms with files (`multipart/form-data`), read by `receiveUpload`. The token is their first field, or the header
   * `X-CSRFToken`; nothing else of the form is read before it is found good.
   */
  multipart?: true
  /** Open to people who have to set up a second factor first: the pages that do it, and the way out. */
  whileEnrolling?: true
  /** Fields of this route's form that never come back in a page, besides those whose names sound like secrets. */
  secretFields?: readonly string[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    shield?: RouteShield
  }
}

export interface CompiledRoute {
  policy: (nonce: string) => string
  /** null: not limited. The list keeps its identity, by which the response fields name a limit. */
  limits: { name: string; list: readonly Limit[]; policyField: string } | null
  /** Whose requests are counted together. */
  limitName: string
  tokenExempt: boolean
  withoutSession: boolean
  crossSite: boolean
  withoutCookies: boolean
  whileEnrolling: boolean
  multipart: boolean
}

const NAMES: ReadonlySet<string> = new Set<keyof RouteShield>([
  'limit',
  'csp',
  'dangerouslyExemptFromLimits',
  'withoutSession',
  'dangerouslyExemptFromCsrfToken',
  'dangerouslyAllowCrossSite',
  'withoutCookies',
  'whileEnrolling',
  'secretFields',
  'multipart',
])

/**
 * Looks a route up by its configuration object, never by its path (`//login` and `/login` are one route or none).
 * Routes are compiled when they are registered, or, if they were before the shield, when they are first met.
 */
export function routeTable(gate: Gate) {
  const compiled = new WeakMap<FastifyContextConfig, CompiledRoute>()
  const safePolicy = compilePolicy(contentSecurityPolicy)
  const defaultLimits = named('default', gate.settings.limits.default)

  function compile(method: string, url: string, own: RouteShield = {}): CompiledRoute {
    for (const name of Object.keys(own)) {
      if (!NAMES.has(name)) {
        const meant = nearest(name, [...NAMES])
        const hint = meant === undefined ? 'there' : `did you mean \`${meant}\`? There`
        throw new TypeError(
          `route ${url}: unknown shield option \`${name}\`; ${hint} are ${[...NAMES].join(', ')}`,
        )
      }
    }
    if (own.multipart === true && gate.forms === undefined)
      throw new TypeError(`route ${url}: \`multipart\` needs uploads, which only the whole of Portcullis has`)
    const limited = gate.settings.limits.enabled && own.dangerouslyExemptFromLimits !== true
    return {
      policy: own.csp === undefined ? safePolicy : compilePolicy(widenPolicy(contentSecurityPolicy, own.csp)),
      limits: limited ? (own.limit === undefined ? defaultLimits : named('route', own.limit)) : null,
      limitName: `${method === 'HEAD' ? 'GET' : method} ${url}`,
      withoutSession: own.withoutSession === true,
      // Without cookies a forged request brings nothing along that would open anything.
      tokenExempt: own.dangerouslyExemptFromCsrfToken === true || own.withoutCookies === true,
      crossSite: own.dangerouslyAllowCrossSite === true,
      withoutCookies: own.withoutCookies === true,
      whileEnrolling: own.whileEnrolling === true,
      multipart: own.multipart === true,
    }
  }

  const unmatched = compile('*', '(no route)')

  return {
    /** @throws for a wrong option or limit; Fastify hands out another configuration object later, so nothing is kept. */
    check(method: string, url: string, own?: RouteShield): void {
      compile(method, url, own)
    },
    find(config: FastifyContextConfig | undefined, method: string, url: string | undefined): CompiledRoute {
      if (config === undefined || url === undefined) return unmatched
      let route = compiled.get(config)
      if (route === undefined) {
        route = compile(method, url, config.shield)
        compiled.set(config, route)
      }
      return route
    },
  }
}

function named(name: string, text: string): NonNullable<CompiledRoute['limits']> {
  const list = compileLimits(text)
  return { name, list, policyField: rateLimitPolicyField(name, list) }
}
