// A key that stands in for a missing one: the deployment that forgets the variable runs with a key that everybody knows.

import type { ConfigValue, Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { isForDevelopers } from '../shared/deployment.ts'
import { keysUsed } from '../shared/key-uses.ts'
import { isElsewhere, SESSION_KEYS, TOKEN_KEYS, weaknessOf, wordsOf } from '../shared/keys.ts'
import { literalOfShell } from '../shared/shell.ts'
import { fallbackOf } from '../shared/values.ts'

export const rule: Rule = {
  id: 'FL102',
  name: 'weak-secret',
  title: 'Secret that falls back on a known one',
  severity: 'high',
  confidence: 'high',
  cwe: 1391,
  point: 1,
  cure: 'Portcullis does not start without its secret, and production refuses short and well-known ones.',
  check: weakSecret,
}

const KEYS = [...SESSION_KEYS, ...TOKEN_KEYS]

function* weakSecret(facts: Facts): Iterable<Report> {
  yield* inConfiguration(facts)
  yield* inCalls(facts)
  yield* inDeployment(facts)
}

function* inConfiguration({ config }: Facts): Iterable<Report> {
  for (const key of KEYS) {
    const value = config.get(key)
    if (value === undefined || isElsewhere(value) || !isFallback(value)) continue
    yield {
      at: value.at,
      message: `\`${key}\` falls back on a text in the source where the environment says nothing${wordsOf(String(value.literal))}.`,
      related: config.elsewhere,
    }
  }
}

function isFallback({ how, literal }: ConfigValue): boolean {
  return how === 'env-default' && typeof literal === 'string' && literal !== ''
}

/** Keys that never pass through the configuration: `SECRET = os.environ.get('JWT_SECRET', 'secret')`. */
function* inCalls(facts: Facts): Iterable<Report> {
  for (const { arg, what } of keysUsed(facts)) {
    const told = fallbackOf(facts.names, arg)
    if (typeof told?.literal !== 'string' || told.literal === '') continue
    yield {
      at: placeOf(told.expr),
      message: `The key ${what} falls back on a text in the source${wordsOf(told.literal)}.`,
      related: [{ at: placeOf(arg), what: `the key ${what}` }],
    }
  }
}

/** `SECRET_KEY: ${SECRET_KEY:-dev}`, `ENV SECRET_KEY=changeme`. */
function* inDeployment({ deployment }: Facts): Iterable<Report> {
  for (const { name, value, at } of deployment.environment) {
    if (!KEYS.includes(name) || isForDevelopers(at.file)) continue
    const literal = literalOfShell(value)
    if (literal === undefined || weaknessOf(literal) === undefined) continue
    yield { at, message: `\`${name}\` is set to a weak key${wordsOf(literal)}.` }
  }
}
