// SARIF as code scanning reads it: what the standard demands of each object, and what GitHub's documentation asks beyond.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sarifReport } from '../../../src/audit/report/sarif.ts'
import type { AuditResult } from '../../../src/audit/result.ts'
import { type Files, madeFinding, madeResult, placeIn } from '../made.ts'

const OPTIONS = { prefix: 'shop/', width: 80, colour: false, version: '1.2.3' }
const FILES: Files = { 'ä b.py': '\n\nname = source()\nsink("😀", name)\nsink(2)\n' }
const FILE = 'ä b.py'

function result(): AuditResult {
  const source = placeIn(FILES, FILE, 'source()')
  const sink = placeIn(FILES, FILE, 'name)', 1)
  const finding = madeFinding(sink, {
    path: [
      { at: source, what: 'from here' },
      { at: sink, what: 'to there' },
    ],
    related: [{ at: source, what: 'see' }],
    fix: { title: 'Do it well', edits: [{ at: source, text: 'safe()' }] },
  })
  const second = madeFinding(placeIn(FILES, FILE, 'sink(2)'), { rule: 'FL101', severity: 'medium' })
  const at = placeIn(FILES, FILE, 'sink(2)')
  const ignored = { ...second, standing: 'ignored' as const, ignoredBy: { at, reason: 'meant' } }
  return madeResult(FILES, [finding, ignored], {
    notes: [
      { file: 'x y.py', what: 'it could not be read' },
      { file: '', what: 'a rule stopped' },
    ],
    remarks: [{ at, what: 'unused' }],
  })
}

// biome-ignore lint/suspicious/noExplicitAny: a document of somebody else's shape, looked at piece by piece
const runOf = (made: AuditResult): any => JSON.parse(sarifReport(made, OPTIONS)).runs[0]

describe('SARIF', () => {
  test('names its version, schema, tool and kind of columns', () => {
    const document = JSON.parse(sarifReport(result(), OPTIONS))
    assert.equal(document.version, '2.1.0')
    assert.match(document.$schema, /^https:\/\/.*sarif.*2\.1\.0.*\.json$/)
    const { tool, columnKind, invocations } = document.runs[0]
    assert.equal(tool.driver.name, 'Portcullis audit')
    assert.equal(tool.driver.semanticVersion, '1.2.3')
    assert.equal(columnKind, 'utf16CodeUnits')
    assert.equal(invocations[0].executionSuccessful, true)
    assert.equal(invocations[0].toolExecutionNotifications.length, 3)
  })

  test('describes each rule that reports, once, with help, CWE and score', () => {
    const { rules } = runOf(result()).tool.driver
    assert.deepEqual(
      rules.map(({ id }: { id: string }) => id),
      ['FL101', 'FL1101'],
    )
    for (const rule of rules) {
      assert.match(rule.name, /^[A-Z][A-Za-z]+$/)
      assert.ok(rule.shortDescription.text.length > 3 && rule.fullDescription.text.length > 20)
      assert.match(rule.help.markdown, /## How to fix/)
      assert.ok(rule.help.text.length > 100)
      assert.equal(rule.helpUri, undefined)
      assert.ok(rule.properties.tags.includes('security'))
      assert.match(rule.properties.tags[1], /^external\/cwe\/cwe-\d{3,}$/)
      const score = Number(rule.properties['security-severity'])
      assert.ok(score > 0 && score <= 10)
      assert.match(rule.properties.precision, /^(very-high|high|medium|low)$/)
      assert.match(rule.defaultConfiguration.level, /^(error|warning|note|none)$/)
    }
  })

  test('results point at their rules, and have columns in UTF-16 units', () => {
    const run = runOf(result())
    for (const { ruleId, ruleIndex } of run.results) assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId)
    const [{ locations, level, message }] = run.results
    assert.equal(level, 'error')
    assert.ok(message.text.length > 0)
    const { artifactLocation, region } = locations[0].physicalLocation
    assert.deepEqual(artifactLocation, { uri: 'shop/%C3%A4%20b.py', uriBaseId: '%SRCROOT%' })
    assert.deepEqual(region, {
      startLine: 4,
      startColumn: 12,
      endLine: 4,
      endColumn: 17,
      snippet: { text: 'sink("😀", name)' },
    })
  })

  test('tells the way of the data, places that belong to it, and the fix', () => {
    const [{ codeFlows, relatedLocations, fixes }] = runOf(result()).results
    const [{ threadFlows }] = codeFlows
    assert.deepEqual(
      threadFlows[0].locations.map(
        (one: { location: { message: { text: string } } }) => one.location.message.text,
      ),
      ['from here', 'to there'],
    )
    assert.equal(relatedLocations[0].id, 1)
    assert.equal(relatedLocations[0].message.text, 'see')
    const [change] = fixes[0].artifactChanges
    assert.deepEqual(change.replacements[0], {
      deletedRegion: { startLine: 3, startColumn: 8, endLine: 3, endColumn: 16 },
      insertedContent: { text: 'safe()' },
    })
  })

  test('fingerprints hold no number of a line', () => {
    const moved = Object.fromEntries(Object.entries(FILES).map(([file, text]) => [file, `\n\n\n${text}`]))
    const printOf = (files: Files) =>
      runOf(madeResult(files, [madeFinding(placeIn(files, FILE, 'sink("😀", name)'))])).results[0]
        .partialFingerprints
    assert.deepEqual(printOf(FILES), printOf(moved))
  })

  test('what is ignored is suppressed, with its reason', () => {
    const [first, second] = runOf(result()).results
    assert.equal(first.suppressions, undefined)
    assert.equal(second.suppressions[0].kind, 'inSource')
    assert.equal(second.suppressions[0].justification, 'meant')
  })

  test('with a baseline each result says whether it is new; untouched ones are left out', () => {
    assert.equal(runOf(result()).results[0].baselineState, undefined)
    const at = placeIn(FILES, FILE, 'sink(2)')
    const made = madeResult(FILES, [
      madeFinding(at),
      { ...madeFinding(at), standing: 'known' as const },
      { ...madeFinding(at), standing: 'untouched' as const },
    ])
    assert.deepEqual(
      runOf(made).results.map(({ baselineState }: { baselineState: string }) => baselineState),
      ['new', 'unchanged'],
    )
  })
})
