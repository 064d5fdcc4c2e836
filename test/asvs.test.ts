// The standards ledger: ids in test names are real ones, and docs/asvs.md is what the generator writes.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evidence, idsOf, type Result, readResults } from '../scripts/asvs/evidence.ts'
import { page, shownOn } from '../scripts/asvs/page.ts'
import { remarks } from '../scripts/asvs/remarks.ts'
import { requirements } from '../scripts/asvs/requirements.ts'

/** ASVS 5.0.0 has this many; of these apply to a site with accounts. */
const ALL = 345
const APPLYING = 278

const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]))
/** Ids of the standard's form that it doesn't have; written so that no test name here begins with one. */
const [NOT_IN_ASVS, NOT_FOR_US] = [`V${99}.1.1`, `V${17}.1.1`]

/** What is wrong with the ids at the start of a test's name. */
function problemsOf(name: string): string[] {
  return idsOf(name).flatMap((id) => {
    const requirement = byId.get(id)
    if (requirement === undefined) return [`${id} is not in ASVS 5.0.0: ${name}`]
    if (requirement.notFor !== undefined) return [`${id} does not apply (${requirement.notFor}): ${name}`]
    return []
  })
}

/** Every text in the tests that begins with an id, whatever function it is handed to. */
function namesWithIds(source: string): string[] {
  return [...source.matchAll(/(['"`])(V\d+\.\d+\.\d+.*?)\1/g)].map(([, , name = '']) => name)
}

test('the ledger has all 345 requirements once, in order, 278 of which apply', () => {
  assert.equal(requirements.length, ALL)
  assert.equal(byId.size, ALL)
  assert.equal(requirements.filter((one) => one.notFor === undefined).length, APPLYING)
  const numbers = requirements.map(({ id }) => id.slice(1).split('.').map(Number))
  const key = ([chapter = 0, section = 0, number = 0]: number[]) => (chapter * 100 + section) * 100 + number
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => key(a) - key(b)),
  )
  for (const { id, chapter } of requirements) assert.equal(id.split('.')[0], chapter.split(' ')[0])
})

test('remarks stand beside requirements that exist', () => {
  assert.deepEqual(
    Object.keys(remarks).filter((id) => !byId.has(id)),
    [],
  )
})

test('ids in test names exist and apply', () => {
  const names = globSync('test/**/*.test.ts').flatMap((file) => namesWithIds(readFileSync(file, 'utf8')))
  assert.deepEqual(names.flatMap(problemsOf), [])
})

test('an id that ASVS does not have, or that does not apply, is found in a test name', () => {
  const source = `test('${NOT_IN_ASVS} x', …)\nit("V7.2.4, ${NOT_FOR_US} y", …)\ntest(\`V7.2.4 z\`, …)`
  assert.deepEqual(namesWithIds(source).flatMap(problemsOf), [
    `${NOT_IN_ASVS} is not in ASVS 5.0.0: ${NOT_IN_ASVS} x`,
    `${NOT_FOR_US} does not apply (no WebRTC): V7.2.4, ${NOT_FOR_US} y`,
  ])
})

test('a name bears the ids it begins with, and no others', () => {
  const ids = ['V7.2.4', 'V7.4.1']
  assert.deepEqual(idsOf(`${ids[0]} ${ids[1]} a new token`), ids)
  assert.deepEqual(idsOf(`${ids[0]}: a new token, see ${ids[1]}`), [ids[0]])
  assert.deepEqual(idsOf(`like ${ids[0]}`), [])
  assert.deepEqual(idsOf(`${ids[0]}5 is another`), [`${ids[0]}5`])
})

const SAMPLE: Result[] = [
  { file: 'test/b.test.ts', inside: [], name: 'V7.2.4 a new | token', status: 'pass' },
  { file: 'test/a.test.ts', inside: [], name: 'V7.2.4 the old\none is dead', status: 'pass' },
  { file: 'test/c.test.ts', inside: [], name: 'V7.2.4 skipped elsewhere', status: 'skip' },
  { file: 'test/a.test.ts', inside: [], name: 'V7.2.1 V7.2.2 two at once', status: 'pass' },
  { file: 'test/a.test.ts', inside: [], name: 'V7.2.2 with a failure', status: 'fail' },
  { file: 'test/a.test.ts', inside: [], name: 'V7.2.3 skipped only', status: 'skip' },
  { file: 'test/a.test.ts', inside: [], name: 'no id', status: 'pass' },
  { file: 'test/d.test.ts', inside: ['all of it', 'V7.3.1 a suite'], name: 'first', status: 'pass' },
  { file: 'test/d.test.ts', inside: ['all of it', 'V7.3.1 a suite'], name: 'V7.3.2 second', status: 'pass' },
  { file: 'test/d.test.ts', inside: ['V7.4.1 with one failure'], name: 'first', status: 'pass' },
  { file: 'test/d.test.ts', inside: ['V7.4.1 with one failure'], name: 'second', status: 'fail' },
]

test('what is skipped shows nothing, and one failure outweighs the passes', () => {
  const shown = evidence(SAMPLE)
  assert.deepEqual([...shown.keys()].sort(), ['V7.2.1', 'V7.2.4', 'V7.3.1', 'V7.3.2'])
  assert.equal(
    shown.get('V7.2.4'),
    '[test/a.test.ts](../test/a.test.ts): the old one is dead; [test/b.test.ts](../test/b.test.ts): a new &#124; token',
  )
})

test('a suite that bears an id speaks for the tests in it', () => {
  const shown = evidence(SAMPLE)
  const file = '[test/d.test.ts](../test/d.test.ts)'
  assert.equal(shown.get('V7.3.1'), `${file}: first; ${file}: second`)
  assert.equal(shown.get('V7.3.2'), `${file}: second`)
})

test('results are read line by line', () => {
  assert.deepEqual(readResults(`${SAMPLE.map((one) => JSON.stringify(one)).join('\n')}\n`), SAMPLE)
})

test('the same evidence gives the same page, in whatever order tests ended', () => {
  assert.equal(page(evidence(SAMPLE)), page(evidence(SAMPLE.toReversed())))
  assert.notEqual(page(evidence(SAMPLE)), page(new Map()))
})

test('docs/asvs.md is as the generator writes it', () => {
  const written = readFileSync('docs/asvs.md', 'utf8')
  assert.equal(written, page(shownOn(written)), 'run `npm test`, then `npm run asvs`')
})

test('docs/asvs.md names files that exist and ids that tests bear', () => {
  const sources = globSync('test/**/*.ts').map((file) => readFileSync(file, 'utf8'))
  for (const [id, by] of shownOn(readFileSync('docs/asvs.md', 'utf8'))) {
    assert.ok(
      sources.some((source) => source.includes(id)),
      `no test bears ${id}`,
    )
    for (const [, file = ''] of by.matchAll(/\]\(\.\.\/([^)]+)\)/g)) assert.ok(existsSync(file), file)
  }
})

test('the headline counts are the counts of the rows', () => {
  const written = readFileSync('docs/asvs.md', 'utf8')
  const rows = [...written.matchAll(/^\| (V\d+\.\d+\.\d+) \| (\d) \| [^|]* \| ([^|]*) \|/gm)]
  assert.equal(rows.length, ALL)
  for (const level of ['1', '2', '3', 'all']) {
    const some = rows.filter(([, , of]) => level === 'all' || of === level).map(([, , , by = '']) => by)
    const foreign = some.filter((by) => by.startsWith('does not apply: ')).length
    const shown = some.filter((by) => by.startsWith('[test/')).length
    assert.ok(
      written.includes(`\n| ${level} | ${shown} | ${some.length - foreign} | ${foreign} |\n`),
      `level ${level}: the table's head disagrees with its rows`,
    )
  }
})
