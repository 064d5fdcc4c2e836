// The application fetches an address that the request names, from within its own network.
import { writtenName } from '../../facts/code/expressions.ts'
import type { Facts, FunctionInfo, SinkSpec } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_REQUESTS, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'
import { isJudged, isKeptInObject } from '../shared/guards.ts'
import { isOneSegment } from '../shared/path-parameters.ts'

const SIGNATURE =
  /(?:^|[._])(?:hmac|new_hmac|compare_digest|unsign|verify_(?:signature|hmac)|is_hmac_of)(?:$|\.)/i
const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'stream']
const CLIENTS = [
  'requests',
  'requests.Session()',
  'requests.sessions.Session()',
  'requests.session()',
  'requests_html.HTMLSession()',
  'cloudscraper.create_scraper()',
  'httpx',
  'httpx.Client()',
  'httpx.AsyncClient()',
  'aiohttp.ClientSession()',
  'niquests',
]
const BY_ADDRESS = [
  ...CLIENTS.flatMap((client) => VERBS.map((verb) => `${client}.${verb}`)),
  'urllib.request.urlopen',
  'urllib.request.urlretrieve',
  'urllib.request.build_opener().open',
  'urllib2.urlopen',
  'urllib.urlopen',
  'urllib.urlretrieve',
  'feedparser.parse',
  'wget.download',
  'httplib2.Http().request',
  'pandas.read_html',
  'websocket.create_connection',
  'newspaper.Article',
]
const BY_VERB = [
  ...CLIENTS.map((client) => `${client}.request`),
  'urllib3.PoolManager().request',
  'urllib3.request',
  'urllib3.PoolManager().urlopen',
]
const BY_HOST = ['http.client.HTTPConnection', 'http.client.HTTPSConnection', 'httplib.HTTPConnection']

const SINKS: readonly SinkSpec[] = [
  { id: 'FL627', calls: BY_ADDRESS, args: [0, 'url', 'uri'], clean: 'url', startOnly: true },
  { id: 'FL627/verb', calls: BY_VERB, args: [1, 'url'], clean: 'url', startOnly: true },
  { id: 'FL627/host', calls: BY_HOST, args: [0, 'host'], clean: 'url', startOnly: true },
  { id: 'FL627/path', calls: BY_ADDRESS, args: [0, 'url', 'uri'], clean: 'url' },
]

export const rule: Rule = {
  id: 'FL627',
  name: 'ssrf',
  title: 'Server-side request forgery',
  severity: 'high',
  confidence: 'high',
  cwe: 918,
  point: 6,
  cure: null,
  sinks: SINKS,
  check: ssrf,
}

function* ssrf(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL627', 'FL627/verb', 'FL627/host'], FROM_STORES_TOO)) {
    if (checksSignature(facts, arrival.found.site?.inside ?? null)) continue
    const { source } = arrival.taint
    yield reportOf(
      { ...arrival, confidence: confidenceOf(facts, arrival) },
      `The application fetches from a host that \`${source.what}\` names.`,
    )
  }
  for (const arrival of arrivals(facts, ['FL627/path'], FROM_REQUESTS)) {
    if (!decidesPath(facts, arrival)) continue
    yield {
      ...reportOf(
        { ...arrival, confidence: 'low' },
        `\`${arrival.taint.source.what}\` is part of the path that the application fetches.`,
      ),
      severity: 'medium',
    }
  }
}

function confidenceOf(facts: Facts, { taint, confidence }: Arrival): Confidence {
  return isJudged(facts, taint) || isKeptInObject(taint) ? 'low' : confidence
}

/** The address comes with a code that only the application can have made: it signed the link itself. */
function checksSignature(facts: Facts, fn: FunctionInfo | null): boolean {
  if (fn === null) return false
  return facts.bodyOf(fn).calls.some(({ name, call }) => SIGNATURE.test(name || writtenName(call.callee)))
}

/** `..` in the path, and `?`, reach other endpoints; a query's value reaches no more than it says. */
function decidesPath(facts: Facts, { found, taint }: Arrival): boolean {
  if (taint.portion !== 'part' || isOneSegment(facts, taint)) return false
  const text = facts.flow.textOf(found.arg)
  if (text === undefined) return false
  const scheme = text.indexOf('://')
  const hole = text.indexOf('\0', scheme + 3)
  const query = text.indexOf('?')
  return scheme !== -1 && hole !== -1 && (query === -1 || hole < query)
}
