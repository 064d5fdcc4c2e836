// What Flask-Talisman and its relatives send, by their options. Defaults: github.com/wntrblm/flask-talisman, 1.1.
import type { Expr } from '../../python/ast.ts'
import type { Code } from '../code/code.ts'
import { entriesOf } from '../code/expressions.ts'
import type { Extension } from '../facts.ts'
import type { HeaderSet } from './after-request.ts'
import { headerText } from './text.ts'

const DEFAULT_CSP = "default-src 'self'; object-src 'none'"
const DEFAULT_MAX_AGE_SECONDS = 31556926
const DEFAULT_REFERRER = 'strict-origin-when-cross-origin'

export function talismanHeaders(code: Code, talisman: Extension, set: HeaderSet): void {
  const option = (name: string) => talisman.options.get(name)
  const put = (name: string, value: string | undefined) => {
    if (!set.has(name)) set.set(name, { value, at: talisman.at, by: 'Talisman' })
  }
  const isOff = (name: string) => {
    const given = option(name)
    return given?.kind === 'Const' && (given.value === false || given.value === null)
  }
  if (!isOff('strict_transport_security')) put('strict-transport-security', hsts(code, option))
  if (!isOff('frame_options')) put('x-frame-options', told(code, option('frame_options'), 'SAMEORIGIN'))
  if (!isOff('x_content_type_options')) put('x-content-type-options', 'nosniff')
  if (!isOff('referrer_policy'))
    put('referrer-policy', told(code, option('referrer_policy'), DEFAULT_REFERRER))
  if (!isOff('permissions_policy'))
    put('permissions-policy', policy(code, option('permissions_policy'), 'browsing-topics=()'))
  if (!isOff('content_security_policy')) {
    const reportOnly = option('content_security_policy_report_only')
    const name =
      reportOnly?.kind === 'Const' && reportOnly.value === true
        ? 'content-security-policy-report-only'
        : 'content-security-policy'
    put(
      name,
      withNonce(
        code,
        policy(code, option('content_security_policy'), DEFAULT_CSP),
        option('content_security_policy_nonce_in'),
      ),
    )
  }
}

function hsts(code: Code, option: (name: string) => Expr | undefined): string {
  const age = option('strict_transport_security_max_age')
  const seconds = age ? code.names.literal(age) : DEFAULT_MAX_AGE_SECONDS
  const subdomains = option('strict_transport_security_include_subdomains')
  const preload = option('strict_transport_security_preload')
  const isTrue = (expr: Expr | undefined) => expr?.kind === 'Const' && expr.value === true
  const withSubdomains = subdomains === undefined || isTrue(subdomains)
  return `max-age=${typeof seconds === 'number' ? seconds : '\0'}${withSubdomains ? '; includeSubDomains' : ''}${isTrue(preload) ? '; preload' : ''}`
}

function told(code: Code, given: Expr | undefined, standard: string): string | undefined {
  return given ? headerText(code, given) : standard
}

/** A policy may be a string, or a dictionary of directives to strings or lists. */
function policy(code: Code, given: Expr | undefined, standard: string): string | undefined {
  if (given === undefined) return standard
  const text = headerText(code, given)
  if (text !== undefined) return text
  const origin = code.originOf(given)
  const entries = entriesOf(code.names, origin)
  if (entries.length === 0) return undefined
  return entries.map(([directive, value]) => `${directive} ${sources(code, value)}`.trim()).join('; ')
}

function sources(code: Code, value: Expr): string {
  const origin = code.originOf(value)
  if ('elements' in origin) return origin.elements.map((one) => headerText(code, one) ?? '\0').join(' ')
  return headerText(code, value) ?? (value.kind === 'Str' ? '' : '\0')
}

/** Talisman writes a nonce into the directives it is told. */
function withNonce(code: Code, csp: string | undefined, given: Expr | undefined): string | undefined {
  const directives = given ? code.originOf(given) : undefined
  if (csp === undefined || directives === undefined || !('elements' in directives)) return csp
  const named = new Set(directives.elements.map((one) => (one.kind === 'Str' ? one.value : '')))
  return csp
    .split(';')
    .map((directive) =>
      named.has(directive.trim().split(' ')[0] ?? '') ? `${directive} 'nonce-\0'` : directive,
    )
    .join(';')
}
