// Text of a request that Python runs, or the name of a module that it loads.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

const RUNNERS = [
  'eval',
  'exec',
  'execfile',
  'compile',
  'code.InteractiveInterpreter().runcode',
  'timeit.timeit',
  'numexpr.evaluate',
  'pandas.eval',
]
const LOADERS = [
  '__import__',
  'importlib.import_module',
  'importlib.__import__',
  'imp.load_source',
  'runpy.run_path',
  'runpy.run_module',
  'werkzeug.utils.import_string',
]

const SINKS: readonly SinkSpec[] = [
  { id: 'FL622', calls: RUNNERS, args: [0, 'source', 'expression', 'stmt'], clean: 'code' },
  { id: 'FL622/import', calls: LOADERS, args: [0, 'name'], clean: 'code' },
]

export const rule: Rule = {
  id: 'FL622',
  name: 'code-injection',
  title: 'Code from the request',
  severity: 'critical',
  confidence: 'high',
  cwe: 95,
  point: 6,
  cure: null,
  sinks: SINKS,
  check: codeInjection,
}

function* codeInjection(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL622'], FROM_STORES_TOO))
    yield reportOf(arrival, `Python runs text that is built with \`${arrival.taint.source.what}\`.`)
  // `import_module('plugins.' + name)` reaches what lies in that package alone.
  for (const arrival of arrivals(facts, ['FL622/import'], FROM_STORES_TOO))
    if (arrival.taint.portion !== 'part')
      yield {
        ...reportOf(arrival, `\`${arrival.taint.source.what}\` names the module that is loaded.`),
        severity: 'high',
      }
}
