// Nothing in the project leads visitors to https, or keeps them there.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'FL1001',
  name: 'https',
  title: 'HTTPS is not enforced',
  severity: 'medium',
  confidence: 'medium',
  cwe: 319,
  point: 10,
  cure: 'Portcullis answers http with a redirect and https with HSTS, and refuses to start in production without https.',
  check: https,
}

/** Lead to https, or say that browsers shall stay there. */
const EXTENSIONS = ['flask_sslify.SSLify', 'flask_hsts.HSTS', 'secure.Secure', 'secure.SecureHeaders']
const HSTS = 'strict-transport-security'
/** The server itself speaks TLS. */
const CERTIFICATES = ['--certfile', '--cert', '--ssl-certfile', '--https']

function* https(facts: Facts): Iterable<Report> {
  const { apps, config, routes } = facts
  const app = apps[0]
  if (app === undefined || routes.length === 0 || isEnforced(facts)) return
  // It only says which scheme `url_for` writes, but nobody writes it who has none.
  const hint = config.get('PREFERRED_URL_SCHEME')
  const meansHttps = hint?.literal === 'https'
  yield {
    at: app.at,
    message:
      'Nothing leads visitors to https: no HSTS header, no redirect, neither here nor in a file of the server in front.',
    confidence: meansHttps || !hasSecrets(facts) ? 'low' : 'medium',
    related: meansHttps && hint ? [{ at: hint.at, what: '`PREFERRED_URL_SCHEME` is https' }] : [],
  }
}

/** Sessions, tokens, passwords and uploads are worth reading on the way; what is public to all is not. */
function hasSecrets({ routes }: Facts): boolean {
  return routes.some(
    ({ usesSession, bearerOnly, purposes, guards }) =>
      usesSession || bearerOnly || purposes.size > 0 || guards.length > 0,
  )
}

function isEnforced(facts: Facts): boolean {
  const { deployment, extensions, headers, hooks, names } = facts
  const talisman = extensions.bound('flask_talisman.Talisman')
  const option = talisman?.options.get('force_https')
  if (talisman !== undefined && (option === undefined || names.literal(option) !== false)) return true
  if (headers.set.has(HSTS) || deployment.proxyHeaders.has(HSTS) || deployment.redirectsToHttps !== null)
    return true
  if (EXTENSIONS.some((name) => extensions.bound(name) !== undefined)) return true
  if (
    deployment.commands.some(({ words }) =>
      words.some((word) => CERTIFICATES.includes(word.split('=')[0] ?? '')),
    )
  )
    return true
  if (names.callsOfMethod('run').some(({ call }) => call.keywords.some(({ name }) => name === 'ssl_context')))
    return true
  const bodyOf = facts.bodyOf
  return hooks.some(
    ({ event, fn }) =>
      (event === 'before_request' && redirectsToHttps(facts, fn)) ||
      (event === 'after_request' && bodyOf(fn).strings.some((text) => text.toLowerCase() === HSTS)),
  )

  /** Looks at the scheme, and redirects. */
  function redirectsToHttps({ names: known }: Facts, fn: FunctionInfo): boolean {
    const { calls, reads, strings } = bodyOf(fn)
    const looks =
      reads.some(
        ({ name }) => name.startsWith('flask.request.is_secure') || name.startsWith('flask.request.scheme'),
      ) ||
      strings.some((text) => text.toLowerCase() === 'x-forwarded-proto' || text.startsWith('https')) ||
      calls.some(({ call }) => (stringOf(known, call.args[0]) ?? '').toLowerCase() === 'x-forwarded-proto')
    return (
      looks &&
      calls.some(
        ({ name }) =>
          name === 'flask.redirect' || name === 'flask.abort' || name === 'werkzeug.utils.redirect',
      )
    )
  }
}
