// A password or a token is sent over http, where everybody on the way can read it.
import { argumentOf, entriesOf, keywordOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { loginInUrl } from '../shared/credentials.ts'
import { beginningOf, hostOf, isNear } from '../shared/urls.ts'

export const rule: Rule = {
  id: 'FL1003',
  name: 'cleartext-credentials',
  title: 'Credentials sent over http',
  severity: 'medium',
  confidence: 'high',
  cwe: 319,
  point: 10,
  cure: null,
  check: cleartextCredentials,
}

const CLIENT =
  /^(?:requests(?:\.api|\.Session\(\)|\.sessions\.Session\(\))?|httpx(?:\.(?:Async)?Client\(\))?|aiohttp\.ClientSession\(\))\.(?:get|post|put|patch|delete|head|options|request|stream)$|^urllib\.request\.Request$/
const SECRET_FIELD =
  /(?:^|[_-])(?:password|passwd|token|api_?key|secret|client_secret|access_key|authorization|x-api-key|x-auth-token|cookie)$/i

function* cleartextCredentials({ names }: Facts): Iterable<Report> {
  for (const { call, name } of names.calls) {
    if (!CLIENT.test(name)) continue
    const isRequest = name.endsWith('.request') && name !== 'urllib.request.Request'
    const url = argumentOf(call, isRequest ? 1 : 0, 'url')
    const text = beginningOf(names, url)
    if (text === undefined || !text.toLowerCase().startsWith('http://')) continue
    const host = hostOf(text)
    if (host === undefined || host === '' || isNear(host)) continue
    const what =
      sentWith(names, call) ?? (loginInUrl(text) || hasUser(text) ? 'a login in the address' : undefined)
    if (what !== undefined)
      yield {
        at: placeOf(call),
        message: `${what[0]?.toUpperCase()}${what.slice(1)} goes to \`http://${host}\` in plain text.`,
      }
  }
}

/** What of the request is secret, in a few words. */
function sentWith(names: Names, call: Call): string | undefined {
  const auth = keywordOf(call, 'auth')
  if (auth !== undefined && names.literal(auth) !== null) return 'a login'
  for (const keyword of ['headers', 'cookies', 'params', 'data', 'json']) {
    const given = keywordOf(call, keyword)
    const field = given && fieldsOf(names, given).find((one) => SECRET_FIELD.test(one))
    if (field !== undefined) return `\`${field}\``
  }
  return undefined
}

function fieldsOf(names: Names, expr: Expr): string[] {
  return entriesOf(names, expr).map(([field]) => field)
}

function hasUser(url: string): boolean {
  const authority = url.slice(7).split('/', 1)[0] ?? ''
  return /^[^:@]+:[^@]*@/.test(authority)
}
