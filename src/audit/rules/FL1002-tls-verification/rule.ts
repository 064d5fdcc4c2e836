// A connection whose certificate nobody checks, or a version of TLS that is broken: encrypted, to whomever answers.
import { argumentOf, keywordOf, lastOf, writtenName } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Fix } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Expr } from '../../python/ast.ts'
import type { Names } from '../../python/names-api.ts'
import type { Report, Rule } from '../rule.ts'
import { isLocalUrl } from '../shared/urls.ts'

export const rule: Rule = {
  id: 'FL1002',
  name: 'tls-verification',
  title: 'Certificates are not checked',
  severity: 'medium',
  confidence: 'high',
  cwe: 295,
  point: 10,
  cure: null,
  check: tlsVerification,
}

/** Canonical names of calls → the keyword that switches the check off. */
const SWITCHES: readonly (readonly [pattern: RegExp, keyword: string])[] = [
  [
    /^(?:requests|requests\.api|requests\.Session\(\)|requests\.sessions\.Session\(\))\.(?:get|post|put|patch|delete|head|options|request|send)$/,
    'verify',
  ],
  [
    /^httpx\.(?:(?:get|post|put|patch|delete|head|options|request|stream|Client|AsyncClient)|(?:Client|AsyncClient)\(\)\.\w+)$/,
    'verify',
  ],
  [/^aiohttp\.(?:TCPConnector|ClientSession\(\)\.\w+)$/, 'ssl'],
  [/^aiohttp\.(?:TCPConnector|ClientSession\(\)\.\w+)$/, 'verify_ssl'],
  [/^(?:boto3|botocore)\.(?:client|resource|session\.Session\(\)\.\w+|Session\(\)\.\w+)$/, 'verify'],
  [/^(?:elasticsearch\.Elasticsearch|opensearchpy\.OpenSearch)$/, 'verify_certs'],
]
const UNVERIFIED = ['ssl._create_unverified_context', 'ssl._create_stdlib_context']
/** Broken, or shut out by RFC 8996. */
const OLD =
  /^ssl\.(?:PROTOCOL_SSLv2|PROTOCOL_SSLv3|PROTOCOL_TLSv1|PROTOCOL_TLSv1_1|TLSVersion\.(?:SSLv3|TLSv1|TLSv1_1))$/

function* tlsVerification(facts: Facts): Iterable<Report> {
  yield* inCalls(facts)
  yield* inAssignments(facts)
}

function* inCalls({ names }: Facts): Iterable<Report> {
  for (const { call, name } of names.calls) {
    for (const [pattern, keyword] of call.keywords.length === 0 ? [] : SWITCHES) {
      const option = keywordOf(call, keyword)
      if (option === undefined || names.literal(option) !== false || !pattern.test(name)) continue
      const isLocal = isLocalUrl(names, argumentOf(call, 0, 'url'))
      yield {
        at: placeOf(call),
        message: `\`${shortOf(name)}(${keyword}=False)\` takes any certificate, so anybody on the way can answer.`,
        confidence: isLocal ? 'low' : 'high',
        fix: fixOf(option),
      }
    }
    const requirement = keywordOf(call, 'cert_reqs')
    if (requirement !== undefined && isNone(names, requirement) && /^(?:urllib3|ssl)\./.test(name))
      yield { at: placeOf(call), message: `\`${shortOf(name)}\` with CERT_NONE takes any certificate.` }
    if (UNVERIFIED.includes(name))
      yield { at: placeOf(call), message: `\`${shortOf(name)}()\` takes any certificate.` }
    if (name === 'ssl.SSLContext' || name === 'ssl.wrap_socket') {
      const version = call.args.find((arg) => OLD.test(names.of(arg) ?? '')) ?? keywordOf(call, 'ssl_version')
      if (version !== undefined && OLD.test(names.of(version) ?? ''))
        yield {
          at: placeOf(call),
          message: `\`${names.of(version)}\` is a version of TLS that must not be used (RFC 8996).`,
        }
    }
  }
}

const ATTRIBUTES = new Set([
  '_create_default_https_context',
  'verify_mode',
  'check_hostname',
  'verify',
  'minimum_version',
])

function* inAssignments(facts: Facts): Iterable<Report> {
  const { names } = facts
  for (const { target, value, stmt } of facts.stores) {
    if (target.kind !== 'Attribute' || !ATTRIBUTES.has(target.name)) continue
    const of = names.of(target.object) ?? ''
    const written = writtenName(target)
    if (target.name === '_create_default_https_context' && UNVERIFIED.includes(names.of(value) ?? ''))
      yield {
        at: placeOf(stmt),
        message: 'From here on no https connection of the standard library checks certificates.',
      }
    else if (target.name === 'verify_mode' && isNone(names, value))
      yield { at: placeOf(stmt), message: `\`${written} = CERT_NONE\` takes any certificate.` }
    else if (target.name === 'check_hostname' && names.literal(value) === false)
      yield {
        at: placeOf(stmt),
        message: `\`${written} = False\` takes certificates of any host.`,
        confidence: 'medium',
      }
    else if (target.name === 'verify' && names.literal(value) === false && isSession(of, target.object))
      yield {
        at: placeOf(stmt),
        message: `\`${written} = False\` takes any certificate from here on.`,
        fix: fixOf(value),
      }
    else if (target.name === 'minimum_version' && OLD.test(names.of(value) ?? ''))
      yield {
        at: placeOf(stmt),
        message: `\`${names.of(value)}\` is a version of TLS that must not be used (RFC 8996).`,
      }
  }
}

function isSession(of: string, object: Expr): boolean {
  return (
    of.startsWith('requests.Session') ||
    of.startsWith('requests.session') ||
    (of === '' && /session|client/i.test(lastOf(writtenName(object))))
  )
}

function isNone(names: Names, expr: Expr): boolean {
  return names.of(expr) === 'ssl.CERT_NONE' || names.literal(expr) === 'CERT_NONE'
}

function shortOf(name: string): string {
  return name.replaceAll('()', '').split('.').slice(-2).join('.')
}

function fixOf(option: Expr): Fix | null {
  if (option.kind !== 'Const' || option.value !== false) return null
  return { title: 'Check certificates', edits: [{ at: placeOf(option), text: 'True' }] }
}
