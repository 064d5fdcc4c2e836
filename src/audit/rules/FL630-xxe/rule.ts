// XML from a request is read by a parser that follows what it says: files of the server, entities that grow.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Call, Expr } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'

const LXML = ['fromstring', 'XML', 'parse', 'iterparse', 'fromstringlist', 'XMLID'].map(
  (name) => `lxml.etree.${name}`,
)
const STANDARD = [
  ...['fromstring', 'XML', 'parse', 'iterparse', 'fromstringlist'].flatMap((name) => [
    `xml.etree.ElementTree.${name}`,
    `xml.etree.cElementTree.${name}`,
  ]),
  'xml.dom.minidom.parseString',
  'xml.dom.minidom.parse',
  'xml.dom.pulldom.parseString',
  'xml.dom.pulldom.parse',
  'xml.dom.expatbuilder.parseString',
  'xml.sax.parseString',
  'xml.sax.parse',
]
const SAX = ['xml.sax.make_parser().parse', 'xml.sax.expatreader.create_parser().parse']

const SINKS: readonly SinkSpec[] = [
  { id: 'FL630/lxml', calls: LXML, args: [0, 'text', 'source'], clean: 'all' },
  { id: 'FL630/standard', calls: STANDARD, args: [0, 'text', 'source', 'string', 'file'], clean: 'all' },
  { id: 'FL630/sax', calls: SAX, args: [0, 'source'], clean: 'all' },
]

export const rule: Rule = {
  id: 'FL630',
  name: 'xxe',
  title: 'XML that reads files',
  severity: 'high',
  confidence: 'high',
  cwe: 611,
  point: 6,
  cure: 'Portcullis reads no XML, and refuses uploads that begin as markup.',
  sinks: SINKS,
  check: xxe,
}

/** From 5.0 on lxml's default follows no entity out of the document (its changelog). */
const LXML_SAFE_SINCE = 5
const EXTERNAL_ENTITIES = new Set([
  'xml.sax.handler.feature_external_ges',
  'xml.sax.handler.feature_external_pes',
  'http://xml.org/sax/features/external-general-entities',
  'http://xml.org/sax/features/external-parameter-entities',
])

function* xxe(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL630/lxml'], FROM_REQUESTS)) {
    const call = arrival.found.site?.call
    if (call === undefined || isFileName(facts, arrival)) continue
    const given = call.args[1] ?? keywordOf(call, 'parser')
    const parser = given ? parserCall(facts, given) : call
    if (given && (parser === undefined || /defused/.test(facts.names.of(given) ?? ''))) continue
    if (parser !== undefined && asksForIt(facts, parser)) {
      yield reportOf(
        arrival,
        `\`${arrival.taint.source.what}\` is read as XML with external entities switched on.`,
      )
    } else if (parser !== undefined && !refuses(facts, parser) && isOldLxml(facts)) {
      yield reportOf(
        arrival,
        `\`${arrival.taint.source.what}\` is read by an lxml that follows external entities.`,
      )
    }
  }
  for (const arrival of arrivals(facts, ['FL630/sax'], FROM_REQUESTS))
    if (switchedOn(facts))
      yield reportOf(
        arrival,
        `\`${arrival.taint.source.what}\` is read as XML with external entities switched on.`,
      )
  for (const arrival of arrivals(facts, ['FL630/standard'], FROM_REQUESTS)) {
    if (isFileName(facts, arrival)) continue
    yield {
      ...reportOf(
        // Expat from 2.4.1 on stops entities that grow.
        { ...arrival, confidence: 'low' },
        `\`${arrival.taint.source.what}\` is XML, whose entities may grow without end with an old Expat.`,
      ),
      severity: 'medium',
    }
  }
}

/** `parse('files/' + name)`: the name of a file, whose inside nobody foreign wrote. */
function isFileName({ names }: Facts, { found, taint }: Arrival): boolean {
  const method = (found.site?.name ?? '').split('.').at(-1)
  if (method !== 'parse' && method !== 'iterparse') return false
  const isContent = /^(?:io\.|flask\.request\.(?:files|stream))/.test(names.of(found.arg) ?? '')
  return !isContent && (taint.portion !== 'whole' || !/\.files|\.stream/.test(taint.source.what))
}

function parserCall({ names }: Facts, parser: Expr): Call | undefined {
  const made = parser.kind === 'Call' ? parser : names.assigned(parser).at(-1)
  return made?.kind === 'Call' ? made : undefined
}

function asksForIt({ names }: Facts, call: Call): boolean {
  const says = (keyword: string) => {
    const value = keywordOf(call, keyword)
    return value && names.literal(value)
  }
  return (
    says('resolve_entities') === true ||
    says('no_network') === false ||
    says('load_dtd') === true ||
    says('huge_tree') === true
  )
}

function refuses({ names }: Facts, call: Call): boolean {
  const value = keywordOf(call, 'resolve_entities')
  return value !== undefined && names.literal(value) !== true
}

function isOldLxml({ deployment }: Facts): boolean {
  const version = deployment.requirements.find(({ name }) => name === 'lxml')?.version
  return version !== null && version !== undefined && Number.parseInt(version, 10) < LXML_SAFE_SINCE
}

/** `parser.setFeature(feature_external_ges, True)` somewhere. */
function switchedOn({ names }: Facts): boolean {
  return names.callsOfMethod('setFeature').some(({ call }) => {
    const [feature, value] = call.args
    if (feature === undefined || value === undefined) return false
    const literal = names.literal(feature)
    const name = names.of(feature) ?? (typeof literal === 'string' ? literal : '')
    const on = names.literal(value)
    return EXTERNAL_ENTITIES.has(name) && (on === true || on === 1)
  })
}
