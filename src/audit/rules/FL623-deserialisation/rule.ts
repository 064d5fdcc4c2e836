// A format that can hold any object, read from what a request says: reading it runs what the sender wants.
import { keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Fix } from '../../finding.ts'
import { placeOf } from '../../location.ts'
import type { Call } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

const PICKLES = ['pickle', 'cPickle', '_pickle', 'dill', 'cloudpickle'].flatMap((name) => [
  `${name}.load`,
  `${name}.loads`,
  `${name}.Unpickler`,
])
const OTHERS = [
  'marshal.load',
  'marshal.loads',
  'jsonpickle.decode',
  'jsonpickle.loads',
  'shelve.open',
  'joblib.load',
  'torch.load',
  'pandas.read_pickle',
  'numpy.load',
]
const YAML = [
  'yaml.load',
  'yaml.load_all',
  'yaml.unsafe_load',
  'yaml.unsafe_load_all',
  'yaml.full_load',
  'yaml.full_load_all',
  'ruamel.yaml.load',
]
/** Loaders that make plain values alone (PyYAML's documentation). */
const SAFE_LOADERS = new Set([
  'yaml.SafeLoader',
  'yaml.CSafeLoader',
  'yaml.BaseLoader',
  'yaml.CBaseLoader',
  'yaml.loader.SafeLoader',
  'yaml.loader.BaseLoader',
])

const SINKS: readonly SinkSpec[] = [
  { id: 'FL623', calls: [...PICKLES, ...OTHERS], args: [0, 'file', 'data', 'filename', 'f'], clean: 'all' },
  { id: 'FL623/yaml', calls: YAML, args: [0, 'stream'], clean: 'all' },
]

export const rule: Rule = {
  id: 'FL623',
  name: 'deserialisation',
  title: 'Objects made of foreign bytes',
  severity: 'critical',
  confidence: 'high',
  cwe: 502,
  point: 6,
  cure: 'Portcullis reads JSON alone, checked against a schema; sessions are rows of its database.',
  sinks: SINKS,
  check: deserialisation,
}

function* deserialisation(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL623'], FROM_STORES_TOO)) {
    if (isHarmless(facts, arrival.found.site?.name, arrival.found.site?.call)) continue
    yield reportOf(arrival, `\`${arrival.taint.source.what}\` is read as objects, which may run code.`)
  }
  for (const arrival of arrivals(facts, ['FL623/yaml'], FROM_STORES_TOO)) {
    const call = arrival.found.site?.call
    if (call === undefined || loadsSafely(facts, call)) continue
    yield {
      ...reportOf(arrival, `\`${arrival.taint.source.what}\` is YAML that may name any Python object.`),
      fix: safeLoad(call),
    }
  }
}

/** numpy refuses objects unless asked for them, and torch takes weights alone where told so. */
function isHarmless({ names }: Facts, name: string | undefined, call: Call | undefined): boolean {
  const told = (keyword: string) => {
    const given = call && keywordOf(call, keyword)
    return given && names.literal(given)
  }
  if (name === 'numpy.load') return told('allow_pickle') !== true
  return name === 'torch.load' && told('weights_only') === true
}

function loadsSafely({ names }: Facts, call: Call): boolean {
  const loader = keywordOf(call, 'Loader') ?? call.args[1]
  return loader !== undefined && SAFE_LOADERS.has(names.of(loader) ?? '')
}

/** Plain YAML means the same to both. */
function safeLoad(call: Call): Fix | null {
  const { callee, args, keywords } = call
  if (callee.kind !== 'Attribute' || callee.name !== 'load' || args.length !== 1 || keywords.length > 0)
    return null
  const place = placeOf(callee)
  return {
    title: 'Read plain values alone.',
    edits: [{ at: { ...place, start: place.end - callee.name.length }, text: 'safe_load' }],
  }
}
