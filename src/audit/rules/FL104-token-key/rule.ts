// A key for tokens, signatures or encryption stands in the source, so whoever reads that makes tokens of their own.
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import { type Location, placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { keysUsed } from '../shared/key-uses.ts'
import { isElsewhere, SESSION_KEYS, TOKEN_KEYS, wordsOf } from '../shared/keys.ts'
import { isConstant, literalOf } from '../shared/values.ts'

export const rule: Rule = {
  id: 'FL104',
  name: 'token-key',
  title: 'Key of tokens or encryption in the source',
  severity: 'high',
  confidence: 'high',
  cwe: 321,
  point: 1,
  cure: 'Portcullis derives each key from one secret of the environment, and its tokens are random, not signed.',
  check: tokenKey,
}

function* tokenKey(facts: Facts): Iterable<Report> {
  yield* inConfiguration(facts)
  yield* inCalls(facts)
}

function* inConfiguration({ config }: Facts): Iterable<Report> {
  for (const key of TOKEN_KEYS) {
    const value = config.get(key)
    if (value?.how !== 'literal' || isElsewhere(value)) continue
    if (typeof value.literal !== 'string' || isHarmless(value.literal)) continue
    yield {
      at: value.at,
      message: `\`${key}\` is a text in the source${wordsOf(value.literal)}.`,
      confidence: config.elsewhere.length > 0 ? 'medium' : 'high',
      related: config.elsewhere,
    }
  }
}

/** At the place where the key is written: one finding, however often it is used. */
function* inCalls(facts: Facts): Iterable<Report> {
  const { names } = facts
  for (const { arg, what, purpose } of keysUsed(facts)) {
    if (purpose === 'salt') continue
    const told = literalOf(names, arg)
    if (
      told === undefined
        ? !isConstant(names, arg)
        : typeof told.literal !== 'string' || isHarmless(told.literal)
    )
      continue
    const at = placeOf(told?.expr ?? arg)
    // The session's key has a rule of its own.
    if (isConfigured(facts, at)) continue
    yield {
      at,
      message: `The key ${what} is a text in the source${typeof told?.literal === 'string' ? wordsOf(told.literal) : ''}.`,
      related: at.start === arg.start ? [] : [{ at: placeOf(arg), what: `the key ${what}` }],
    }
  }
}

/** No key at all, or one that is for everybody. */
function isHarmless(key: string): boolean {
  return key === '' || /^-----BEGIN (?:[A-Z]+ )?(?:PUBLIC KEY|CERTIFICATE)|^ssh-/.test(key.trimStart())
}

function isConfigured({ config }: Facts, at: Location): boolean {
  return [...SESSION_KEYS, ...TOKEN_KEYS].some((key) => config.all(key).some((value) => holds(value, at)))
}

function holds({ at, value }: ConfigValue, place: Location): boolean {
  const inside = (outer: Location) =>
    outer.file === place.file && outer.start <= place.start && place.end <= outer.end
  return inside(at) || (value !== null && inside(placeOf(value)))
}
