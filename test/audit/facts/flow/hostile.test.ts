// Code that nobody wrote by hand: it ends, and in time that grows with its length.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { flowOf } from './flow-of.ts'

const view = (lines: readonly string[]) =>
  `@app.route('/<name>')\ndef v(name):\n${lines.map((line) => `    ${line}\n`).join('')}`
const times = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at))

/** CPU time in ms. */
function cost(text: string): number {
  const before = process.cpuUsage()
  flowOf({ 'app.py': text })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('hostile code', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['a thousand checks one after the other', view(times(1000, (at) => `if name == 'a${at}': x${at} = 1`))],
    ['a long elif', view(times(300, (at) => `${at === 0 ? 'if' : 'elif'} name == 'a${at}': x = ${at}`))],
    [
      'loops within loops',
      view(
        times(12, (at) => `${'    '.repeat(at)}for i${at} in name:`).concat(`${'    '.repeat(12)}s = s + i3`),
      ),
    ],
    ['a long sum', view([`s = ${times(2000, () => 'name').join(' + ')}`, 'os.system(s)'])],
    ['a string that grows', view(times(1500, () => 's = s + name + s'))],
    [
      'nested containers',
      view(['d = name', ...times(200, () => 'd = {"a": d, "b": [d, d]}'), 'os.system(d)']),
    ],
    [
      'conditional expressions within each other',
      view([`s = ${times(40, (at) => `(name if name == '${at}' else `).join('')}name${')'.repeat(40)}`]),
    ],
    ['and within or within and', view([`s = ${'(name and (name or '.repeat(30)}name${'))'.repeat(30)}`])],
    ['calls within calls', view([`if ${'f('.repeat(60)}name${')'.repeat(60)}: os.system(name)`])],
    [
      'lambdas that call each other',
      view(['f = lambda x: g(x)', 'g = lambda x: f(x)', 'os.system(f(name))']),
    ],
    [
      'functions that all call each other',
      times(
        40,
        (at) =>
          `def f${at}(x):\n    os.system(x)\n    return ${times(40, (to) => `f${to}(x)`).join(' + ')}\n`,
      ).join('\n'),
    ],
    [
      'a chain of five hundred functions',
      times(500, (at) => `def f${at}(x):\n    return f${at + 1}(x + 'a')\n`).join('\n'),
    ],
    [
      'a circle of classes',
      'class A(B):\n    def f(self, x):\n        return self.g(x)\nclass B(A):\n    def g(self, x):\n        return self.f(x)\n',
    ],
    [
      'a class that grows itself',
      `class A:\n    def f(self, x):\n        self.x = {'a': self.x, 'b': x}\n        self.f(self.x)\n        os.system(self.x)\n`,
    ],
    ['broken syntax', 'def f(:\n  if x\n return (((\nos.system(request.args["q"]'],
  ]
  for (const [title, text] of rows) test(title, () => assert.ok(cost(text) < 4000))

  test('twice the code takes about twice the time', () => {
    const code = (count: number) =>
      times(
        count,
        (at) =>
          `def f${at}(a, b):\n    c = a + b\n    if c in ('x', 'y'):\n        db.execute('SELECT ' + c)\n    return ${at % 10 === 9 ? 'c' : `f${at + 1}(c, b)`}\n\n@app.route('/${at}/<name>')\ndef v${at}(name):\n    return f${at}(name, request.args['q'])\n`,
      ).join('\n')
    cost(code(100))
    const small = cost(code(200))
    const large = cost(code(1600))
    assert.ok(large / small < 24, `${small} ms, then ${large} ms for eight times as much`)
  })
})
