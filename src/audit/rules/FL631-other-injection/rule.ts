// Small languages that a request's text becomes part of: LDAP filters, XPath, XSLT, raw mails, spreadsheets.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, type ByKind, FROM_REQUESTS, reportOf } from '../shared/arrivals.ts'

const LDAP_METHODS = ['search_s', 'search_st', 'search_ext', 'search_ext_s'].map((name) => `*.${name}`)
const LDAP3 = ['ldap3.Connection().search', 'ldap3.core.connection.Connection().search']

const SINKS: readonly SinkSpec[] = [
  { id: 'FL631/ldap', calls: LDAP_METHODS, args: [0, 2, 'base', 'filterstr'], clean: 'all' },
  { id: 'FL631/ldap3', calls: LDAP3, args: [0, 1, 'search_base', 'search_filter'], clean: 'all' },
  {
    id: 'FL631/xpath',
    calls: ['*.xpath', 'lxml.etree.XPath', 'lxml.etree.ETXPath', 'elementpath.select'],
    args: [0, 'path', '_path'],
    clean: 'all',
  },
  { id: 'FL631/xpath2', calls: ['elementpath.select'], args: [1], clean: 'all' },
  { id: 'FL631/xslt', calls: ['lxml.etree.XSLT'], args: [0], clean: 'all' },
  { id: 'FL631/mail', calls: ['*.sendmail'], args: [2, 'msg'], clean: 'header' },
  {
    id: 'FL631/csv',
    calls: [
      'csv.writer().writerow',
      'csv.writer().writerows',
      'csv.DictWriter().writerow',
      'csv.DictWriter().writerows',
    ],
    args: [0],
    clean: 'all',
    startOnly: true,
  },
]

export const rule: Rule = {
  id: 'FL631',
  name: 'other-injection',
  title: 'LDAP, XPath, XSLT, mail or CSV injection',
  severity: 'high',
  confidence: 'high',
  cwe: 74,
  point: 6,
  cure: null,
  sinks: SINKS,
  check: otherInjection,
}

const LANGUAGES = [
  { ids: ['FL631/ldap', 'FL631/ldap3'], what: 'The LDAP search is built with' },
  { ids: ['FL631/xpath', 'FL631/xpath2'], what: 'The XPath is built with' },
  { ids: ['FL631/xslt'], what: 'The stylesheet that is run comes from' },
]
/** A spreadsheet asks before it runs a formula; whether one opens the file is not known. */
const AS_CSV: ByKind = { request: 'low', stored: 'low', parameter: null }
/** Objects of `email` that take a header with a line break, and may write it out (before Python 3.13). */
const OLD_MAILS =
  /^email\.(?:mime\.[a-z]+\.MIME[A-Za-z]+|message\.Message|mime\.Text\.MIMEText|MIMEText\.MIMEText)\(\)$/
const HEADERS = new Set(['subject', 'from', 'to', 'cc', 'bcc', 'reply-to', 'sender'])

function* otherInjection(facts: Facts): Iterable<Report> {
  for (const { ids, what } of LANGUAGES)
    for (const arrival of arrivals(facts, ids, FROM_REQUESTS))
      yield reportOf(arrival, `${what} \`${arrival.taint.source.what}\`.`)
  for (const arrival of arrivals(facts, ['FL631/mail'], FROM_REQUESTS)) {
    if (!isInHeader(facts.flow.textOf(arrival.found.arg))) continue
    yield {
      ...reportOf(arrival, `A line break in \`${arrival.taint.source.what}\` adds headers to the mail.`),
      severity: 'medium',
    }
  }
  yield* oldMails(facts)
  for (const arrival of arrivals(facts, ['FL631/csv'], AS_CSV)) {
    const message = `A cell begins with \`${arrival.taint.source.what}\`, which may be a formula.`
    yield { ...reportOf(arrival, message), severity: 'low' }
  }
}

/** A hole before the empty line that ends the headers. */
function isInHeader(text: string | undefined): boolean {
  if (text === undefined) return false
  const body = text.replaceAll('\r', '').indexOf('\n\n')
  const head = body === -1 ? text : text.replaceAll('\r', '').slice(0, body)
  return /(?:^|\n)(?:subject|from|to|cc|reply-to): ?[^\n]*\0/i.test(head)
}

function* oldMails(facts: Facts): Iterable<Report> {
  for (const { target, value } of facts.stores) {
    if (target.kind !== 'Subscript' || !OLD_MAILS.test(facts.names.of(target.object) ?? '')) continue
    if (!HEADERS.has((stringOf(facts.names, target.index) ?? '').toLowerCase())) continue
    const taints = facts.flow.taintOf(value)
    const taint = taints.find(({ kind, clean }) => kind === 'request' && !clean.has('header'))
    if (taint === undefined) continue
    const at = placeOf(value)
    yield {
      at,
      message: `A line break in \`${taint.source.what}\` adds headers to the mail, with a Python before 3.13.`,
      severity: 'medium',
      confidence: 'low',
      path: [taint.source, ...taint.steps, { at, what: 'becomes a header' }],
    }
  }
}
