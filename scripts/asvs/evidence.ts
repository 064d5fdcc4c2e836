// Which test shows which requirement: the ids at the start of the names of tests and suites, joined with a run's results.

/** One finished test, as test/results.ts writes it. */
export interface Result {
  /** Relative to the repository, with slashes. */
  file: string
  /** The suites that hold it, the outermost first. */
  inside: string[]
  name: string
  status: 'pass' | 'fail' | 'skip'
}

/** Tests named for one requirement. Further ones are counted, so that a row stays readable. */
const TESTS_NAMED = 2

/** The ids with which a test's name begins: `V7.2.4 V7.4.1 a new token …` bears two. */
export function idsOf(name: string): string[] {
  const start = /^(?:V\d+\.\d+\.\d+(?:[\s,:]+|$))+/.exec(name)?.[0] ?? ''
  return start.match(/V\d+\.\d+\.\d+/g) ?? []
}

/** @throws SyntaxError when a line is no JSON */
export function readResults(lines: string): Result[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result)
}

/**
 * For each id the tests that show it, as the page has them. A skipped test shows nothing; an id of which any test
 * failed is not shown, whatever its other tests say.
 */
export function evidence(results: readonly Result[]): Map<string, string> {
  const passed = new Map<string, Set<string>>()
  const failed = new Set<string>()
  for (const { file, inside, name, status } of results) {
    for (const id of new Set([...inside, name].flatMap(idsOf))) {
      if (status === 'fail') failed.add(id)
      if (status !== 'pass') continue
      const tests = passed.get(id) ?? new Set()
      passed.set(id, tests.add(`[${file}](../${file}): ${titleOf(name)}`))
    }
  }
  for (const id of failed) passed.delete(id)
  return new Map([...passed].map(([id, tests]) => [id, naming([...tests].sort())]))
}

/** The name without its ids, harmless in a cell of a Markdown table. */
function titleOf(name: string): string {
  return name
    .replace(/^(?:V\d+\.\d+\.\d+(?:[\s,:]+|$))+/, '')
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\\`*_[\]|<>&#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .trim()
}

function naming(tests: string[]): string {
  const more = tests.length - TESTS_NAMED
  return tests.slice(0, TESTS_NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '')
}
