// A key that each process makes for itself: workers do not know each other's sessions, and a restart ends them all.
import type { ConfigValue, Facts } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { isElsewhere, SESSION_KEYS, TOKEN_KEYS } from '../shared/keys.ts'
import { readsEnvironment } from '../shared/values.ts'

export const rule: Rule = {
  id: 'FL103',
  name: 'per-process-secret',
  title: 'Secret made anew in each process',
  severity: 'low',
  confidence: 'high',
  cwe: 330,
  point: 1,
  cure: 'Portcullis keeps its keys where all processes read them, and does not start with one made on the way.',
  check: perProcessSecret,
}

/** Not random at all, or so little that a machine tries all of it. */
const WEAK = /^(?:random\.|uuid\.uuid1$)/

function* perProcessSecret(facts: Facts): Iterable<Report> {
  for (const key of [...SESSION_KEYS, ...TOKEN_KEYS]) {
    const value = facts.config.get(key)
    if (value?.how !== 'generated' || isElsewhere(value)) continue
    const onlyMissing = value.value !== null && readsEnvironment(facts.names, value.value)
    const made = isWeak(facts, value)
      ? 'made by a generator that can be predicted, anew in each process'
      : 'made anew in each process'
    yield {
      at: value.at,
      message: `\`${key}\` is ${made}${onlyMissing ? ' where the environment says nothing' : ''}, so workers do not accept each other’s sessions.`,
      severity: isWeak(facts, value) ? 'high' : 'low',
      confidence: onlyMissing || facts.config.elsewhere.length > 0 ? 'medium' : 'high',
      related: facts.config.elsewhere,
    }
  }
}

function isWeak({ names }: Facts, { value }: ConfigValue): boolean {
  if (value === null) return false
  const inside = (place: { start: number; end: number; origin: { file: string } }) =>
    place.origin.file === value.origin.file && value.start <= place.start && place.end <= value.end
  return GENERATORS.some((name) => WEAK.test(name) && names.callsOf(name).some(({ call }) => inside(call)))
}

const GENERATORS = [
  'random.random',
  'random.randint',
  'random.choice',
  'random.choices',
  'random.getrandbits',
  'uuid.uuid1',
]
