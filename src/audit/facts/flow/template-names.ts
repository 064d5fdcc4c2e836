// Names as an expression of a template sees them: nothing of Python's modules, only its variables.
import type { Names } from '../../python/names-api.ts'

export function templateNames(names: Names): Names {
  return {
    of: () => undefined,
    functionOf: () => undefined,
    classOf: () => undefined,
    instanceOf: () => undefined,
    variableOf: () => undefined,
    literal: () => undefined,
    assigned: () => [],
    moduleOf: () => undefined,
    enclosing: () => null,
    lineage: (cls) => names.lineage(cls),
    allBases: (cls) => names.allBases(cls),
    callsOf: (name) => names.callsOf(name),
    callsOfMethod: (method) => names.callsOfMethod(method),
    modules: names.modules,
    moduleByName: names.moduleByName,
    functions: names.functions,
    classes: names.classes,
    calls: names.calls,
  }
}
