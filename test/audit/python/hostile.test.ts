// What is made to stop a reader, or to take it long: an answer comes, in bounded time and memory.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Expr } from '../../../src/audit/python/ast.ts'
import { bindNames } from '../../../src/audit/python/names.ts'
import { createPythonReader } from '../../../src/audit/python/parse.ts'
import { walkStmts } from '../../../src/audit/python/walk.ts'
import { namesOf } from './names-of.ts'

/** UTF-16 units of each file; by hand it was ten times as much. */
const SIZE = 100_000
/** CPU seconds for one file; other tests run at the same time. */
const MOST_SECONDS = 10

function repeated(text: string, end = ''): string {
  return text.repeat(Math.floor(SIZE / text.length)) + end
}

async function seconds(work: () => unknown): Promise<number> {
  const began = process.cpuUsage()
  await work()
  return process.cpuUsage(began).user / 1e6
}

/** A reader of its own: one loses patience with such files. */
async function readAndAsk(source: string) {
  const reader = await createPythonReader()
  const module = reader.module('a.py', 'a', false, source)
  const names = bindNames([module])
  let nodes = 0
  const exprs: Expr[] = []
  walkStmts(module.body, {
    stmt: () => {
      nodes++
    },
    expr: (expr) => {
      nodes++
      exprs.push(expr)
    },
  })
  for (const expr of exprs) {
    names.of(expr)
    names.literal(expr)
    names.assigned(expr)
    names.enclosing(expr)
  }
  return { module, nodes, calls: names.calls.length }
}

describe('one file', () => {
  const sources: Readonly<Record<string, string>> = {
    'opening brackets': repeated('['),
    'brackets, closed': '['.repeat(SIZE / 2) + ']'.repeat(SIZE / 2),
    'mixed brackets': repeated('([{'),
    calls: repeated('f('),
    subscripts: repeated('a['),
    'tuples in tuples': repeated('(a,'),
    'a long sum': `x = ${repeated('a + ')}b\n`,
    'a long dotted name': `x = ${repeated('a.')}b\n`,
    'a chain of calls': `x = a${repeated('.b()')}\n`,
    negations: `x = ${repeated('not ')}a\n`,
    lambdas: `x = ${repeated('lambda: ')}a\n`,
    conditions: `x = ${repeated('a if b else ')}c\n`,
    'strings in f-strings': repeated("f'{"),
    quotes: repeated('"(\''),
    'open strings': repeated('\'\'\'\n"""\n'),
    'many elif': `if a: pass\n${repeated('elif b: pass\n')}`,
    'deeper and deeper': Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join(''),
    'functions in functions': Array.from(
      { length: 1200 },
      (_, depth) => `${' '.repeat(depth)}def f():\n`,
    ).join(''),
    decorators: `${repeated('@a\n')}def f(): pass\n`,
    'assignments in a row': `${repeated('a = ')}b\n`,
    'one name, assigned again and again': repeated('a = a\n'),
    'names that lead to names': Array.from({ length: 40_000 }, (_, i) => `a${i + 1} = a${i}\n`).join(''),
    'a loop with all of them': `for i in x:\n${repeated('  a = a.b(a)\n')}`,
    'additions to one name': `a = ''\n${repeated("a += 'b'\n")}`,
    'functions that call each other': Array.from(
      { length: 40 },
      (_, i) => `def f${i}():\n${Array.from({ length: 40 }, (_, j) => `  if x: return f${j}()\n`).join('')}`,
    ).join(''),
    'classes below each other': Array.from(
      { length: 5000 },
      (_, i) => `class C${i}(C${i - 1}, C${i + 1}):\n  def f(self): self.x\n`,
    ).join(''),
    'broken at each line': repeated('def f(:\n  x = (\n'),
    'noise of brackets': Array.from({ length: SIZE / 4 }, (_, i) =>
      '()[]{}:,\n "\'abc='.charAt((i * 7919 + (i >> 3) * 31) % 17),
    ).join(''),
    'control characters': repeated('\u0001\u0000\ufffd\ud800'),
  }
  for (const [title, source] of Object.entries(sources))
    test(title, async () => {
      const spent = await seconds(() => readAndAsk(source))
      assert.ok(spent < MOST_SECONDS, `${spent} s`)
    })

  test('5 MB of nested brackets are told and not read', async () => {
    const reader = await createPythonReader()
    const module = reader.module('a.py', 'a', false, '['.repeat(5_000_000))
    assert.deepEqual([module.body, module.broken, module.trouble], [[], true, 'it is too large to be read'])
  })

  test('what is nested too deep is told, and the rest is read', async () => {
    const { module } = await readAndAsk(`x = ${'['.repeat(2000)}${']'.repeat(2000)}\ndef f(): pass\n`)
    assert.equal(module.trouble, 'what is nested too deep in it was not read')
    assert.equal(module.body.at(-1)?.kind, 'FunctionDef')
  })

  test('a template’s expression', async () => {
    const reader = await createPythonReader()
    const origin = { file: 't.html', text: '' }
    const spent = await seconds(() => reader.expression('('.repeat(200_000), origin, 0))
    assert.ok(spent < MOST_SECONDS, `${spent} s`)
  })
})

describe('many files', () => {
  test('imports in a long line', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`m${i}.py`, `from m${i + 1} import x, f\nx.y\nf()\n`]),
    )
    const { names, find } = namesOf(files)
    assert.ok((await seconds(() => names.calls)) < MOST_SECONDS)
    assert.equal(names.of(find('f()', 'm990.py')), 'm1000.f()')
  })

  test('star imports of all by all', async () => {
    const all = Array.from({ length: 60 }, (_, i) => `from m${i} import *\n`).join('')
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`m${i}.py`, `${all}a${i} = open\na${(i + 7) % 60}()\n`]),
    )
    const { names } = namesOf(files)
    assert.ok((await seconds(() => names.calls)) < MOST_SECONDS)
    assert.equal(names.callsOf('open').length, 60)
  })
})

describe('time', () => {
  const line = 'value = compute(request.args.get("name"), rows[0].id) or default.items\n'
  const source = (lines: number) =>
    Array.from({ length: lines / 10 }, (_, i) => `def view${i}(value):\n${`  ${line}`.repeat(9)}`).join('')

  test('a file of four times the size takes at most about seven times as long', async () => {
    await readAndAsk(source(2000))
    const small = await seconds(() => readAndAsk(source(2000)))
    const large = await seconds(() => readAndAsk(source(8000)))
    assert.ok(large < 7 * small + 0.5, `${small} s, ${large} s`)
  })

  test('a megabyte of ordinary code takes a few seconds at most', async () => {
    const reader = await createPythonReader()
    const text = source(12_000)
    const spent = await seconds(() => reader.module('a.py', 'a', false, text))
    assert.ok((spent / text.length) * 1e6 < 6, `${spent} s`)
  })
})
