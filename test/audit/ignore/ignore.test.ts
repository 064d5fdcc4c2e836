// Comments that ignore findings: where they reach, whose they are, and what is said of those that do nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyIgnores } from '../../../src/audit/ignore/ignore.ts'
import { type Files, madeFinding, madeSources, placeIn } from '../made.ts'

const KNOWN = ['FL101', 'FL501', 'FL502', 'FL503', 'FL611', 'FL1101']

/** Finding at the first `sink` of the first file. */
function judge(files: Files, rule = 'FL501') {
  const [file = ''] = Object.keys(files)
  const sources = madeSources(files)
  const finding = madeFinding(placeIn(files, file, 'sink'), { rule })
  const { of, remarks } = applyIgnores([finding], sources, KNOWN, new Set(KNOWN))
  return {
    ignored: of.has(finding),
    reason: of.get(finding)?.reason,
    remarks: remarks.map(({ at, what }) => `${sources.lines.start(at).line}: ${what}`),
  }
}

const inPython = (text: string, rule?: string) => judge({ 'app.py': text }, rule)

describe('# audit: ignore[ID] reason', () => {
  test('stands behind the statement', () => {
    assert.deepEqual(inPython('sink(x)  # audit: ignore[FL501] a constant\n'), {
      ignored: true,
      reason: 'a constant',
      remarks: [],
    })
  })

  test('stands on any line of a statement of several lines', () => {
    for (const line of [0, 1, 2, 3]) {
      const lines = ['run(', '    sink(x),', '    y,', ')']
      lines[line] += '  # audit: ignore[FL501] why'
      assert.equal(inPython(lines.join('\n')).ignored, true, lines[line])
    }
  })

  test('stands alone on the line above, or above other comments there', () => {
    assert.equal(inPython('# audit: ignore[FL501] why\nsink(x)\n').ignored, true)
    assert.equal(inPython('# audit: ignore[FL501] why\n# more words\nsink(x)\n').ignored, false)
    assert.equal(inPython('# audit: ignore[FL501] why\n# audit: ignore[FL101] why\nsink(x)\n').ignored, true)
  })

  test('does not reach from another statement, or into the body of one', () => {
    assert.equal(inPython('a = 1  # audit: ignore[FL501] why\nsink(x)\n').ignored, false)
    assert.equal(inPython('def f():  # audit: ignore[FL501] why\n    a = 1\n    sink(x)\n').ignored, false)
    assert.equal(inPython('sink(x)\n# audit: ignore[FL501] why\n').ignored, false)
  })

  test('reaches the head of a function from its decorators', () => {
    const text = '@route("/")  # audit: ignore[FL501] why\n@sink\ndef f():\n    pass\n'
    assert.equal(inPython(text).ignored, true)
  })

  test('in text is no comment', () => {
    assert.equal(inPython('sink("# audit: ignore[FL501] why")\n').ignored, false)
  })

  test('names several rules, and no other', () => {
    assert.equal(inPython('sink(x)  # audit: ignore[FL101, FL501] why\n').ignored, true)
    assert.equal(inPython('sink(x)  # audit: ignore[FL101] why\n').ignored, false)
  })

  test('in a template', () => {
    const ignoring = '<p>{{ sink }} {# audit: ignore[FL611] made by us #}</p>'
    assert.deepEqual(judge({ 'a.html': ignoring }, 'FL611'), {
      ignored: true,
      reason: 'made by us',
      remarks: [],
    })
    assert.equal(judge({ 'a.html': `{# audit: ignore[FL611] why #}\n{{ sink }}` }, 'FL611').ignored, true)
    assert.equal(judge({ 'a.html': `<!-- audit: ignore[FL611] -->{{ sink }}` }, 'FL611').ignored, false)
  })

  test('in a file of another kind', () => {
    assert.equal(judge({ Dockerfile: '# audit: ignore[FL1101] why\nENV sink=1\n' }, 'FL1101').ignored, true)
    assert.equal(judge({ Dockerfile: 'ENV sink=1 # audit: ignore[FL1101] why' }, 'FL1101').ignored, true)
  })
})

describe('what is said of them', () => {
  test('without a rule it ignores nothing', () => {
    const { ignored, remarks } = inPython('sink(x)  # audit: ignore\n')
    assert.equal(ignored, false)
    assert.match(remarks.join(), /^1: This comment names no rule/)
  })

  test('without a reason it works, and is told', () => {
    const { ignored, remarks } = inPython('sink(x)  # audit: ignore[FL501]\n')
    assert.equal(ignored, true)
    assert.match(remarks.join(), /says no reason/)
  })

  test('unused', () => {
    assert.match(
      inPython('sink(x)\ny = 1  # audit: ignore[FL101] why\n').remarks.join(),
      /^2: Nothing is found/,
    )
  })

  test('unused is not said of rules that did not run', () => {
    const sources = madeSources({ 'app.py': 'a = 1  # audit: ignore[FL101] why\n' })
    assert.deepEqual(applyIgnores([], sources, KNOWN, new Set(['FL501'])).remarks, [])
  })

  test('unknown, with what was meant', () => {
    const { remarks } = inPython('sink(x)  # audit: ignore[FL51] why\n')
    assert.match(remarks.join(), /no rule `FL51` \(did you mean `FL501`\?\)/)
  })
})

describe('comments for other auditors', () => {
  const rows: [comment: string, rule: string, ignored: boolean][] = [
    ['# nosec', 'FL501', true],
    ['# nosec B608', 'FL501', true],
    ['# nosec: B608, B105', 'FL101', true],
    ['# nosec B608 - built of constants', 'FL501', true],
    ['# nosec B201', 'FL501', false],
    ['# nosec hardcoded_sql_expressions', 'FL501', false],
    ['# nosecrets here', 'FL501', false],
    ['# type: ignore # nosec B608', 'FL501', true],
    ['# noqa: S608', 'FL501', true],
    ['# noqa: E501,S608', 'FL502', true],
    ['# NOQA: S608', 'FL501', true],
    ['# noqa', 'FL501', false],
    ['# noqa: E501', 'FL501', false],
    ['# nosemgrep', 'FL501', true],
    ['# nosemgrep: python.flask.security.injection.tainted-sql-string.tainted-sql-string', 'FL501', true],
    ['# nosemgrep: python.lang.security.audit.eval-detected', 'FL501', false],
    ['# nosemgrep: constructor', 'FL501', false],
  ]
  for (const [comment, rule, ignored] of rows) {
    test(`${comment} ${ignored ? 'ignores' : 'does not ignore'} ${rule}, and nothing is said of it`, () => {
      const found = inPython(`sink(x)  ${comment}\n`, rule)
      assert.equal(found.ignored, ignored)
      assert.deepEqual(found.remarks, [])
    })
  }
})
