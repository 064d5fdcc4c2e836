// Judges the regular expressions of the source by recheck: does matching take time in proportion to the text.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { type CallExpression, type NewExpression, parseSync, Visitor } from 'oxc-parser'
import { checkSync } from 'recheck'

const SCRIPTS = 'src/html/assets/*.js'
/** Milliseconds; one takes a fraction of it, unless the machine has other things to do. */
const LONGEST_CHECK = 60_000
/** What automata can't judge is judged by trying: always in the same way, or a verdict would change from run to run. */
const SEED = 1

// In this process, without the Java or the executable that recheck brings along.
process.env.RECHECK_SYNC_BACKEND = 'pure'

export interface Found {
  source: string
  flags: string
  place: string
}

/** Also fails for an expression that is put together at run time: nothing could judge it here. */
export function expressionsIn(file: string, code = readFileSync(file, 'utf8')): Found[] {
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
export function repeats({ source }: Found): boolean {
  return /[*+{]/.test(source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ''))
}

/** Why it may not stay, or undefined. That recheck can't tell is reason enough. */
export function complaint({ source, flags, place }: Found): string | undefined {
  const verdict = checkSync(source, flags, { timeout: LONGEST_CHECK, randomSeed: SEED })
  if (verdict.status === 'safe') return undefined
  const attack = verdict.status === 'vulnerable' ? `, with ${verdict.attack.pattern}` : ''
  return `${place}: /${source}/${flags} is ${verdict.status}${attack}`
}

/** Each expression of the source that repeats something, once. */
export function expressionsOfSource(): Found[] {
  const found = [...globSync('src/**/*.ts'), ...globSync(SCRIPTS)]
    .filter((file) => !/^src\/audit\/rules\/[^/]+\/(?:bad|good)\//.test(file))
    .flatMap((file) => expressionsIn(file))
  return [...new Map(found.filter(repeats).map((one) => [nameOf(one), one])).values()]
}

export function nameOf({ source, flags }: Found): string {
  return `/${source}/${flags}`
}
