// For code scanning: SARIF 2.1.0 (OASIS), with what GitHub and others read of it.
import type { Severity, Step } from '../finding.ts'
import type { Location } from '../location.ts'
import type { AuditFinding, AuditResult } from '../result.ts'
import { ruleOf } from '../rules/index.ts'
import { pageOf } from '../rules/page.ts'
import type { Rule } from '../rules/rule.ts'
import { jsonText, plain, type ReportOptions } from './words.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

const LEVELS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
}
/** In the bands that GitHub has: critical above 9.0, high from 7.0, medium from 4.0. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
}

export function sarifReport(result: AuditResult, options: ReportOptions): string {
  // Findings that no line of a change touches belong to another report.
  const findings = result.findings.filter(({ standing }) => standing !== 'untouched')
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort()
  const used = ids.flatMap((id) => ruleOf(id) ?? [])
  const hasBaseline = findings.some(({ standing }) => standing === 'known')
  const document = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portcullis audit',
            semanticVersion: options.version,
            version: options.version,
            rules: used.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notices(result, options) }],
        results: findings.map((finding) => ({
          ...resultOf(finding, used, result, options),
          ...(hasBaseline ? { baselineState: finding.standing === 'known' ? 'unchanged' : 'new' } : {}),
        })),
        properties: {
          checklist: result.checklist.map(({ point, title, verdict }) => ({ point, title, verdict })),
        },
      },
    ],
  }
  return jsonText(document)
}

function descriptorOf(rule: Rule) {
  const page = pageOf(rule)
  return {
    id: rule.id,
    name: rule.name
      .split('-')
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(''),
    shortDescription: { text: rule.title },
    fullDescription: { text: whatOf(page) || rule.title },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['security', `external/cwe/cwe-${String(rule.cwe).padStart(3, '0')}`],
      precision: rule.confidence,
      'security-severity': SCORES[rule.severity],
      'problem.severity': LEVELS[rule.severity] === 'note' ? 'recommendation' : LEVELS[rule.severity],
    },
  }
}

/** The first section of a page, in one line. */
function whatOf(page: string): string {
  const [, what = ''] = page.split('\n## What\n')
  return (what.split('\n## ')[0] ?? '').replace(/\s+/g, ' ').trim()
}

function resultOf(finding: AuditFinding, used: readonly Rule[], result: AuditResult, options: ReportOptions) {
  const { rule, severity, confidence, message, at, path, otherPaths, related, fix, fingerprint, ignoredBy } =
    finding
  const flows = [path, ...otherPaths].filter((steps) => steps.length > 1)
  return {
    ruleId: rule,
    ruleIndex: used.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: plain(message) },
    locations: [{ physicalLocation: physical(at, result, options, true) }],
    partialFingerprints: { 'portcullisAudit/v1': fingerprint },
    ...(flows.length === 0
      ? {}
      : {
          codeFlows: flows.map((steps) => ({
            threadFlows: [
              { locations: steps.map((step) => ({ location: locationOf(step, result, options) })) },
            ],
          })),
        }),
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((step, index) => ({
            id: index + 1,
            ...locationOf(step, result, options),
          })),
        }),
    ...(ignoredBy === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'inSource',
              status: 'accepted',
              ...(ignoredBy.reason === '' ? {} : { justification: plain(ignoredBy.reason) }),
              location: { physicalLocation: physical(ignoredBy.at, result, options) },
            },
          ],
        }),
    ...(fix === null ? {} : { fixes: [fixOf(fix, result, options)] }),
    properties: { confidence, 'security-severity': SCORES[severity] },
  }
}

function fixOf(fix: NonNullable<AuditFinding['fix']>, result: AuditResult, options: ReportOptions) {
  const files = Map.groupBy(fix.edits, ({ at }) => at.file)
  return {
    description: { text: fix.title },
    artifactChanges: [...files.values()].map((edits) => ({
      artifactLocation: artifact((edits[0] as { at: Location }).at, options),
      replacements: edits.map(({ at, text }) => ({
        deletedRegion: regionOf(at, result),
        insertedContent: { text },
      })),
    })),
  }
}

function locationOf({ at, what }: Step, result: AuditResult, options: ReportOptions) {
  return { physicalLocation: physical(at, result, options), message: { text: plain(what) } }
}

function physical(at: Location, result: AuditResult, options: ReportOptions, withSnippet = false) {
  const region = regionOf(at, result)
  const text = result.lines.text(at.file, region.startLine)
  return {
    artifactLocation: artifact(at, options),
    region: withSnippet && text !== '' ? { ...region, snippet: { text } } : region,
  }
}

/** A relative URI; which folder it is seen from, whoever uploads the file knows best. */
function artifact({ file }: Location, { prefix }: ReportOptions) {
  const uri = (prefix + file)
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/')
  return { uri, uriBaseId: '%SRCROOT%' }
}

function regionOf(at: Location, { lines }: AuditResult) {
  const start = lines.start(at)
  const end = lines.end(at)
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

function notices({ notes, remarks, ...rest }: AuditResult, options: ReportOptions) {
  const result = { notes, remarks, ...rest }
  return [
    ...remarks.map(({ at, what }) => ({
      level: 'note',
      message: { text: plain(what) },
      locations: [{ physicalLocation: physical(at, result, options) }],
    })),
    ...notes.map(({ file, what }) => ({
      level: 'warning',
      message: { text: plain(what) },
      ...(file === ''
        ? {}
        : {
            locations: [
              { physicalLocation: { artifactLocation: artifact({ file, start: 0, end: 0 }, options) } },
            ],
          }),
    })),
  ]
}
