// The key that signs sessions stands in the source, so whoever can read that can sign in as anybody.
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import { placeOf } from '../../location.ts'
import type { Report, Rule } from '../rule.ts'
import { isElsewhere, SESSION_KEYS, weaknessOf, wordsOf } from '../shared/keys.ts'
import { isConstant } from '../shared/values.ts'

export const rule: Rule = {
  id: 'FL101',
  name: 'secret-key',
  title: 'Secret key in the source',
  severity: 'high',
  confidence: 'high',
  cwe: 798,
  point: 1,
  cure: 'Portcullis takes its secret from the environment, and production refuses a missing, short or well-known one.',
  check: secretKey,
}

function* secretKey(facts: Facts): Iterable<Report> {
  const { config } = facts
  // `from_mapping(SECRET_KEY='dev')` and then a file of the server's own: it may be replaced, if that file is there.
  const mayBeReplaced = config.elsewhere.length > 0
  for (const key of SESSION_KEYS) {
    const value = config.get(key)
    if (value === undefined || isElsewhere(value)) continue
    const text = keyIn(facts, value)
    if (text === undefined) continue
    yield {
      at: value.at,
      message: `\`${key}\` is a text in the source${wordsOf(text)}${mayBeReplaced ? ', and stays in force where nothing replaces it' : ''}.`,
      severity: weaknessOf(text) === 'published' ? 'critical' : 'high',
      confidence: mayBeReplaced ? 'medium' : 'high',
      related: config.elsewhere,
    }
  }
  yield* fallbacks(facts)
}

/** An empty key is none: Flask then refuses to open a session. What a hash makes of a text is as well known as the text. */
function keyIn({ names }: Facts, { how, literal, value }: ConfigValue): string | undefined {
  if (how === 'literal' && typeof literal === 'string' && literal !== '') return literal
  if (how !== 'computed' || value === null || !isConstant(names, value)) return undefined
  // Long enough, so that nothing is said of its length.
  return value.origin.text.slice(value.start, value.end).padEnd(64, '.')
}

/** Old keys still open sessions. */
function* fallbacks({ config, names }: Facts): Iterable<Report> {
  const value = config.get('SECRET_KEY_FALLBACKS')?.value
  if (!value || !('elements' in value)) return
  for (const element of value.elements) {
    const literal = names.literal(element)
    if (typeof literal === 'string' && literal !== '')
      yield {
        at: placeOf(element),
        message: 'A key in `SECRET_KEY_FALLBACKS` is a text in the source, and still opens sessions.',
      }
  }
}
