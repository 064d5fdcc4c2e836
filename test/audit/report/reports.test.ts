// Each format says what was found, and nothing in the audited source can make it say something else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Format, reportAs } from '../../../src/audit/report/report.ts'
import type { AuditResult } from '../../../src/audit/result.ts'
import { type Files, madeFinding, madeResult, placeIn } from '../made.ts'

const OPTIONS = { prefix: '', width: 80, colour: false, version: '1.2.3' }
const FORMATS: Format[] = ['pretty', 'json', 'sarif', 'github', 'markdown', 'html']

const FILES: Files = {
  'app.py': `import os

def search():
    name = request.args['name']
    return run('select ' +
        name)
`,
}

/** One finding with all that one can have. */
function found(): AuditResult {
  const at = placeIn(FILES, 'app.py', "run('select ' +\n        name)")
  const source = placeIn(FILES, 'app.py', "request.args['name']")
  const step = { at: source, what: "`request.args['name']`" }
  const finding = madeFinding(at, {
    message: '`name` arrives in `run`.',
    path: [step, { at, what: 'passed to `run()`' }],
    otherPaths: [[step, { at, what: 'another way' }]],
    related: [{ at: source, what: 'the route' }],
    fix: { title: 'Do it well', edits: [{ at: source, text: "'x'" }] },
  })
  return madeResult(FILES, [finding], {
    notes: [{ file: 'broken.py', what: 'it could not be read' }],
    remarks: [{ at: source, what: 'Nothing is found here.' }],
  })
}

const report = (format: Format, result = found(), more = {}) =>
  reportAs(format, result, { ...OPTIONS, ...more })

describe('every format', () => {
  for (const format of FORMATS) {
    test(`${format} tells the rule, the place and the message`, () => {
      const text = report(format)
      assert.match(text, /FL1101/)
      assert.match(text, /app\.py/)
      assert.match(text, /arrives in/)
    })

    test(`${format} is the same each time`, () => {
      assert.equal(report(format), report(format))
    })

    test(`${format} of nothing`, () => {
      assert.ok(report(format, madeResult({}, [])).length > 0)
    })
  }
})

/** What a hostile file name, line and message could hold. */
const NASTY = [
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\r\n::error file=x::injected',
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '`` ``` [x](javascript:alert(1)) <b> @zoe | ~~~',
  '%0A%25',
  '\ud800',
]

function hostile(): AuditResult {
  const text = NASTY.join(' ').replaceAll('\n', '')
  const files: Files = { [`${text}.py`]: `a = """ ${NASTY.join('\n')} """\n` }
  const [file = ''] = Object.keys(files)
  const at = { file, start: 4, end: files[file]!.length - 1 }
  const step = { at, what: text }
  const finding = madeFinding(at, { message: text, path: [step, step], related: [step] })
  return madeResult(files, [finding], { notes: [{ file, what: text }], remarks: [{ at, what: text }] })
}

describe('a hostile source', () => {
  for (const format of FORMATS.filter((name) => name !== 'json' && name !== 'sarif')) {
    test(`sends no control character through ${format}`, () => {
      for (const colour of [false, format === 'pretty']) {
        const text = report(format, hostile(), { colour })
        const own = colour ? text.replace(/\u001b\[\d+m/g, '') : text
        // A word joiner of our own keeps Markdown's mentions apart.
        const others = own.replaceAll('@\u2060', '@')
        assert.doesNotMatch(others, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u)
      }
    })
  }

  test('stays one text in JSON and SARIF', () => {
    for (const format of ['json', 'sarif'] as const) {
      const text = report(format, hostile())
      assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u)
      assert.ok(JSON.stringify(JSON.parse(text)).includes('gnp.exe'))
    }
  })

  test('makes no command of GitHub’s', () => {
    const lines = report('github', hostile()).split('\n')
    assert.equal(lines.filter((line) => line.startsWith('::')).length, 2)
    assert.equal(lines.filter((line) => line.startsWith('::error')).length, 1)
  })

  test('makes no element, attribute or policy in HTML', () => {
    const text = report('html', hostile())
    assert.doesNotMatch(text, /<script|<img|<b>|onerror="/)
    assert.equal(text.match(/<meta http-equiv="Content-Security-Policy"/g)?.length, 1)
  })

  test('makes no markup in Markdown', () => {
    const text = report('markdown', hostile())
    const prose = text
      .replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '')
      .replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
    assert.doesNotMatch(prose, /<script|<img|<b>|(?<!\\)\]\(/)
  })
})

describe('the terminal’s report', () => {
  test('shows the lines with the place underlined, and the way of the data', () => {
    assert.equal(
      report('pretty'),
      ` 1 file read (1 Python, 0 templates); left out: 14 tests

 1. Use a strong, unique SECRET_KEY  FAIL

    high FL1101 Debug mode
    app.py:5:12
      4 |     name = request.args['name']
      5 |     return run('select ' +
        |            ^^^^^^^^^^^^^^^
      6 |         name)
        |         ^^^^^
    \`name\` arrives in \`run\`.
    How the data gets here:
      1. \`request.args['name']\` at app.py:4
      2. passed to \`run()\` at app.py:5
    1 more way leads here.
      see the route at app.py:4
    --fix: Do it well.
    Portcullis has no debugger to leave on: errors show a request id, and the
    log has the rest.

    Comments that ignore findings
      - Nothing is found here at app.py:4

    Not read, or read in part
      - broken.py: it could not be read

The ten points: 0 pass, 1 fail, 0 can’t be told.
1 finding: 1 high.
\`portcullis audit --explain FL1101\` tells more of a rule. \`--fix\` changes 1 of
them.
`.slice(1),
    )
  })

  test('is in colour only when asked, and says the same', () => {
    const coloured = report('pretty', found(), { colour: true })
    assert.match(coloured, /\u001b\[/)
    assert.equal(coloured.replace(/\u001b\[\d+m/g, ''), report('pretty'))
  })

  test('keeps to the width, however long lines, names and messages are', () => {
    const files: Files = {
      [`${'long/'.repeat(30)}app.py`]: `x = "${'ab 漢字 '.repeat(80)}" + sink + "${'z'.repeat(300)}"\n`,
    }
    const [file = ''] = Object.keys(files)
    const at = placeIn(files, file, 'sink')
    const message = `${'word '.repeat(50)}${'w'.repeat(200)}`
    const finding = madeFinding(at, { message, related: [{ at, what: message }] })
    const result = madeResult(files, [finding])
    for (const width of [60, 80, 120]) {
      const lines = report('pretty', result, { width }).split('\n')
      for (const line of lines.filter((one) => !one.includes('long/long'))) {
        assert.ok([...line].length <= width, `${[...line].length}: ${line}`)
      }
      assert.ok(lines.some((line) => line.includes('sink')))
    }
  })

  test('does not tell findings that do not count, but counts them', () => {
    const at = placeIn(FILES, 'app.py', 'run')
    const finding = { ...madeFinding(at), standing: 'ignored' as const, ignoredBy: { at, reason: 'meant' } }
    const text = report('pretty', madeResult(FILES, [finding], { hidden: 3 }))
    assert.doesNotMatch(text, /FL1101/)
    assert.match(text, /Nothing found; 1 ignored; 3 less sure, not shown\./)
  })
})

describe('GitHub’s annotations', () => {
  test('name the place and escape as the runner wants it', () => {
    const [line] = report('github', found(), { prefix: 'shop, old/' }).split('\n')
    assert.equal(
      line,
      '::error file=shop%2C old/app.py,line=5,endLine=6,title=FL1101 Debug mode::`name` arrives in `run`.',
    )
  })
})

describe('JSON', () => {
  test('has a version, and places that count from one', () => {
    const { version, tool, findings, checklist, read } = JSON.parse(report('json'))
    assert.equal(version, 1)
    assert.deepEqual(tool, { name: 'portcullis audit', version: '1.2.3' })
    assert.deepEqual(read.leftOut, [{ why: 'tests', files: 14 }])
    const [finding] = findings
    assert.deepEqual(
      [finding.file, finding.line, finding.column, finding.endLine, finding.endColumn],
      ['app.py', 5, 12, 6, 14],
    )
    assert.equal(finding.path.length, 2)
    assert.equal(finding.fix.edits[0].text, "'x'")
    assert.deepEqual(checklist[0].findings, [finding.fingerprint])
  })
})
