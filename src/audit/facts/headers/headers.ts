// Response headers for the whole app: hooks, Talisman and its relatives, and the server in front.
import type { Code } from '../code/code.ts'
import type { Deployment, Extensions, HeaderFacts, Hook } from '../facts.ts'
import { type HeaderSet, hookHeaders } from './after-request.ts'
import { talismanHeaders } from './talisman.ts'

export function collectHeaders(
  code: Code,
  hooks: readonly Hook[],
  extensions: Extensions,
  deployment: Deployment,
): HeaderFacts {
  const set: HeaderSet = new Map()
  hookHeaders(code, hooks, set)
  const talisman = extensions.bound('flask_talisman.Talisman')
  if (talisman) talismanHeaders(code, talisman, set)
  const ssl = extensions.bound('flask_sslify.SSLify') ?? extensions.bound('flask_hsts.HSTS')
  if (ssl && !set.has('strict-transport-security'))
    set.set('strict-transport-security', { value: undefined, at: ssl.at, by: ssl.name })
  const csp = code.names.calls.find(({ name }) => name.startsWith('flask_csp.'))
  if (csp && !set.has('content-security-policy'))
    set.set('content-security-policy', {
      value: undefined,
      at: { file: csp.call.origin.file, start: csp.call.start, end: csp.call.end },
      by: 'flask-csp',
    })
  for (const [name, { value, at }] of deployment.proxyHeaders)
    if (!set.has(name.toLowerCase())) set.set(name.toLowerCase(), { value, at, by: 'the server in front' })
  return { set }
}
