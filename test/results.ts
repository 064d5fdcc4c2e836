// A reporter beside the readable one: keeps the outcome of each test in .test-results/last.jsonl, prints nothing.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { TestEvent } from 'node:test/reporters'

const FOLDER = '.test-results'
const FILE = `${FOLDER}/last.jsonl`

interface Line {
  file: string
  /** The suites and tests that hold it, the outermost first. */
  inside: string[]
  name: string
  status: 'pass' | 'fail' | 'skip'
}

/** Written whole when the run is over, so that a run cut short leaves the last one's results. */
export default async function* keepResults(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const lines: Line[] = []
  /** Those whose suite has not ended yet: what is inside is reported before what holds it. */
  let open: { line: Line; depth: number }[] = []
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, nesting, skip, todo, details } = event.data
    const held = open.filter(({ depth }) => depth > nesting)
    for (const { line } of held) line.inside.unshift(name)
    open = open
      .filter(({ depth }) => depth <= nesting)
      .concat(held.map(({ line }) => ({ line, depth: nesting })))
    if (held.length > 0 || details.type === 'suite') continue
    const skipped = isGiven(skip) || isGiven(todo)
    const status = skipped ? 'skip' : event.type === 'test:pass' ? 'pass' : 'fail'
    const line: Line = { file: testFile(event.data), inside: [], name, status }
    lines.push(line)
    open.push({ line, depth: nesting })
  }
  mkdirSync(FOLDER, { recursive: true })
  const whole = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  writeFileSync(`${FILE}.new`, whole)
  renameSync(`${FILE}.new`, FILE)
}

/** `test.skip` and `test.todo` report true, a reason reports its text, which may be empty. */
function isGiven(flag: string | boolean | undefined): boolean {
  return flag !== undefined && flag !== false
}

/** The file that was run, relative and with slashes; `file` alone may be a helper that calls `test` for many. */
function testFile({ entryFile, file = '' }: { entryFile?: string; file?: string | undefined }): string {
  return relative(process.cwd(), entryFile ?? file).replaceAll(sep, '/')
}
