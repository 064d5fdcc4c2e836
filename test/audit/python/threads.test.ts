// Two threads read what one reads: the same trees in the same order, whatever is wrong with a file.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Module } from '../../../src/audit/python/ast.ts'
import { createPythonReader, type PythonReader } from '../../../src/audit/python/parse.ts'
import { ModuleThreads } from '../../../src/audit/python/threads.ts'

/** Units of text from which on a thread is started, and more. */
const MUCH = 400_000

const TEXTS: Readonly<Record<string, string>> = {
  'plain.py': 'import os\n\n\n# why\ndef f(a, *b, c=1):\n    return os.path.join(a, "x" "y")\n',
  'broken.py': 'def f(:\n    (((\nx = 1\n\ndef g():\n    return 2\n',
  'old.py': 'print "a", `b`\n',
  'deep.py': `x = ${'('.repeat(2000)}1${')'.repeat(2000)}\n`,
  'large.py': `${'x = 1\n'.repeat(170_000)}`,
  'empty.py': '',
}

function sourcesOf(times: number) {
  return Array.from({ length: times }, (_, i) =>
    Object.entries(TEXTS).map(([file, text]) => ({
      file: `${i}/${file}`,
      name: file.replace('.py', ''),
      isPackage: false,
      text,
    })),
  ).flat()
}

/** Nodes name the module that they stand in: a circle. */
function shown(module: Module): string {
  return JSON.stringify(module, (key, value) => (key === 'origin' ? value.file : value))
}

describe('modules read by threads', () => {
  let reader: PythonReader
  before(async () => {
    reader = await createPythonReader()
  })

  const all = sourcesOf(4)
  for (const { what, sources, much } of [
    { what: 'many', sources: all, much: true },
    { what: 'few', sources: all.filter(({ text }) => text.length < 1000), much: false },
  ])
    test(what, async () => {
      const units = sources.reduce((sum, { text }) => sum + text.length, 0)
      assert.equal(units > MUCH, much)
      const done: number[] = []
      const read = await new ModuleThreads(sources).read(reader, (count) => done.push(count))
      const alone = sources.map(({ file, name, isPackage, text }) =>
        reader.module(file, name, isPackage, text),
      )
      assert.deepEqual(read.map(shown), alone.map(shown))
      assert.deepEqual(
        done,
        sources.map((_, i) => i + 1),
      )
    })
})
