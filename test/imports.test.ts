// The reader of imports, on which the test of the architecture relies.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circlesOf, computedImportsOf, importedFile, importsOf } from './imports.ts'

test('finds each way to import, and its line', () => {
  const source = `import a from './a.ts'
import type { B } from "./b.ts"
import {
c,
type C,
} from './c.ts'
import './d.ts'
import * as e from 'e'
import data from './f.json' with { type: 'json' }
export * from './g.ts'
export * as h from './h.ts'
export { i } from './i.ts'
export type { J } from './j.ts'
type K = import('./k.ts').K
const l = await import(
'./l.ts'
)
const m = require('./m.cjs')
export {
n,
} from './n.ts'
`
  assert.deepEqual(
    importsOf(source).map(({ target, line }) => `${line} ${target}`),
    [
      '1 ./a.ts',
      '2 ./b.ts',
      '3 ./c.ts',
      '7 ./d.ts',
      '8 e',
      '9 ./f.json',
      '10 ./g.ts',
      '11 ./h.ts',
      '12 ./i.ts',
      '13 ./j.ts',
      '14 ./k.ts',
      '15 ./l.ts',
      '18 ./m.cjs',
      '19 ./n.ts',
    ],
  )
})

test('takes nothing else for an import', () => {
  const source = `const url = import.meta.url
export const from = 'x'
export function important(from: string) { return from + 'y' }
export { a }
const text = 'b'
important('c')
`
  assert.deepEqual(importsOf(source), [])
  assert.deepEqual(computedImportsOf(source), [])
})

test('finds computed imports', () => {
  assert.deepEqual(computedImportsOf("a\nawait import(name)\nawait import('./x.ts')\n"), [2])
})

test('resolves what is ours and leaves packages alone', () => {
  assert.equal(importedFile('src/a/b.ts', '../c/d.ts'), 'src/c/d.ts')
  assert.equal(importedFile('src/a/b.ts', './d.ts'), 'src/a/d.ts')
  assert.equal(importedFile('src/a/b.ts', 'node:fs'), undefined)
})

test('finds circles of any length, and only these', () => {
  const graph = (arrows: string) => Map.groupBy(arrows.split(' '), (arrow) => arrow[0]!)
  const circles = (arrows: string) =>
    circlesOf(new Map([...graph(arrows)].map(([from, all]) => [from, all.map((arrow) => arrow[1]!)])))
  assert.deepEqual(circles('ab ac bc cd'), [])
  assert.deepEqual(circles('aa'), [['a']])
  assert.deepEqual(circles('ab bc ca cd'), [['a', 'b', 'c']])
  assert.deepEqual(circles('ab ba bc cd dc'), [
    ['c', 'd'],
    ['a', 'b'],
  ])
})
