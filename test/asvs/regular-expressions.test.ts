// Every regular expression of the source, judged by recheck: matching takes time in proportion to the text.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type CallExpression, type NewExpression, parseSync, Visitor } from 'oxc-parser'
import { checkSync } from 'recheck'

const SCRIPT = 'src/html/assets/site.js'
/** Milliseconds; one takes a fraction of it, unless the machine has other things to do. */
const LONGEST_CHECK = 60_000
/** What automata can't judge is judged by trying: always in the same way, or a verdict would change from run to run. */
const SEED = 1

// In this process, without the Java or the executable that recheck brings along.
process.env.RECHECK_SYNC_BACKEND = 'pure'

interface Found {
  source: string
  flags: string
  place: string
}

/** Also fails for an expression that is put together at run time: nothing could judge it here. */
function expressionsIn(file: string, code = readFileSync(file, 'utf8')): Found[] {
  const found: Found[] = []
  const { program, errors } = parseSync(file, code)
  assert.deepEqual(errors, [], file)
  const placeOf = (at: number) => `${file}:${code.slice(0, at).split('\n').length}`
  const refuse = ({ callee, start }: CallExpression | NewExpression) =>
    assert.ok(
      callee.type !== 'Identifier' || callee.name !== 'RegExp',
      `${placeOf(start)}: write a literal, which can be judged`,
    )
  new Visitor({
    Literal(node) {
      if (!('regex' in node)) return
      found.push({ source: node.regex.pattern, flags: node.regex.flags, place: placeOf(node.start) })
    },
    NewExpression: refuse,
    CallExpression: refuse,
  }).visit(program)
  return found
}

/** Nothing in it repeats, so that a match takes no more steps at each place than it has characters. */
function repeats({ source }: Found): boolean {
  return /[*+{]/.test(source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ''))
}

/** Why it may not stay, or undefined. That recheck can't tell is reason enough. */
function complaint({ source, flags, place }: Found): string | undefined {
  const verdict = checkSync(source, flags, { timeout: LONGEST_CHECK, randomSeed: SEED })
  if (verdict.status === 'safe') return undefined
  const attack = verdict.status === 'vulnerable' ? `, with ${verdict.attack.pattern}` : ''
  return `${place}: /${source}/${flags} is ${verdict.status}${attack}`
}

test('V1.3.12 no regular expression of ours backtracks without bound', { timeout: 600_000 }, () => {
  const found = [...globSync('src/**/*.ts'), SCRIPT].flatMap((file) => expressionsIn(file))
  assert.ok(found.length > 100, 'the search finds them')
  // Each once: judging takes longer than all the rest.
  const once = new Map(found.filter(repeats).map((one) => [`${one.flags}/${one.source}`, one]))
  assert.ok(once.size > 50, 'and those that repeat something')
  assert.deepEqual([...once.values()].map(complaint).filter(Boolean), [])
})

test('an expression without repetition needs no judge, and whatever repeats gets one', () => {
  const repeating = (code: string) => expressionsIn('a.ts', code).map(repeats)
  assert.deepEqual(repeating('[/^(?:a|b[*+{])\\+$/, /a?b/]'), [false, false])
  assert.deepEqual(repeating('[/a+/, /[^\\]]*/, /(?:a){2,}/]'), [true, true, true])
})

test('an expression that backtracks is found, and so is one that is put together at run time', () => {
  const [evil, slow] = expressionsIn('a.ts', 'const evil = /^(a+)+$/\nconst slow = /\\s*x/')
  assert.match(complaint(evil!) ?? '', /^a\.ts:1: \/\^\(a\+\)\+\$\/ is vulnerable, with /)
  assert.match(complaint(slow!) ?? '', /^a\.ts:2: \/\\s\*x\/ is vulnerable, with /)
  assert.throws(() => expressionsIn('a.ts', 'new RegExp(a)'), /a\.ts:1: write a literal/)
  assert.throws(() => expressionsIn('a.ts', 'RegExp(a)'), /a\.ts:1: write a literal/)
})
