// A Content-Security-Policy that lets an injected script, form or base address through; and the filter that is a hole itself.
import { stringOf } from '../../facts/code/expressions.ts'
import type { Facts } from '../../facts/facts.ts'
import type { Confidence, Severity } from '../../finding.ts'
import { type Location, placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { parsePolicy, type Weakness, weaknessesOf } from './weaknesses.ts'

export const rule: Rule = {
  id: 'FL702',
  name: 'weak-policy',
  title: 'Weak Content-Security-Policy',
  severity: 'medium',
  confidence: 'high',
  cwe: 693,
  point: 7,
  cure: 'Portcullis sends a policy of nonces with no source left open, and `X-XSS-Protection: 0`.',
  check: weakPolicy,
}

const CSP = 'content-security-policy'
const REPORT_ONLY = `${CSP}-report-only`
const FILTER = 'x-xss-protection'

interface Header {
  readonly name: string
  readonly value: string
  readonly at: Location
}

function* weakPolicy(facts: Facts): Iterable<Report> {
  const isFramed = facts.headers.set.has('x-frame-options')
  const isPages = facts.apps.some(({ apiOnly }) => !apiOnly) || facts.apps.length === 0
  for (const { name, value, at } of headersOf(facts)) {
    if (name === FILTER) {
      if (/^\s*1/.test(value))
        yield {
          at,
          message: `\`X-XSS-Protection: ${value}\` asks for a filter that browsers gave up, since it made pages attackable.`,
          severity: 'low',
        }
      continue
    }
    const found = weaknessesOf(parsePolicy(value), isFramed, isPages)
    if (found.length > 0)
      yield {
        at,
        message: `The policy ${joined(found.map(({ what }) => what))}.`,
        severity: severityOf(found),
        confidence: confidenceOf(found),
      }
  }
  const only = facts.headers.set.get(REPORT_ONLY)
  if (only !== undefined && !facts.headers.set.has(CSP))
    yield {
      at: only.at,
      message: 'The policy only reports, and stops nothing.',
      severity: 'low',
      confidence: 'medium',
    }
}

/** Of the whole application, and of single answers. */
function* headersOf(facts: Facts): Iterable<Header> {
  const { headers, deployment, extensions, names } = facts
  for (const name of [CSP, FILTER]) {
    for (const one of [headers.set.get(name), deployment.proxyHeaders.get(name)])
      if (one?.value !== undefined) yield { name, value: one.value, at: one.at }
  }
  for (const { target, value } of facts.stores) {
    if (target.kind !== 'Subscript' || target.object.kind !== 'Attribute' || target.object.name !== 'headers')
      continue
    const name = stringOf(names, target.index)?.toLowerCase()
    const text = name === CSP || name === FILTER ? stringOf(names, value) : undefined
    if (name !== undefined && text !== undefined) yield { name, value: text, at: placeOf(target) }
  }
  const filter = extensions.bound('flask_talisman.Talisman')?.options.get('x_xss_protection')
  if (filter && names.literal(filter) === true)
    yield { name: FILTER, value: '1; mode=block', at: placeOf(filter) }
}

function severityOf(found: readonly Weakness[]): Severity {
  return found.some(({ how }) => how === 'open') ? 'medium' : 'low'
}

/** What depends on other things alone is hidden by default. */
function confidenceOf(found: readonly Weakness[]): Confidence {
  return found.every(({ how }) => how === 'hint') ? 'low' : 'high'
}

function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')}, and ${last}`
}
