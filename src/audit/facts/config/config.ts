// The configuration: what holds in production, and everything that the source gives to a key.
import type { Step } from '../../finding.ts'
import type { Location } from '../../location.ts'
import type { Project } from '../../project.ts'
import type { Code } from '../code/code.ts'
import { stepAt } from '../code/expressions.ts'
import type { Config, ConfigValue } from '../facts.ts'
import type { ReadPython } from './files.ts'
import type { Setting } from './setting.ts'
import { configWrites } from './writes.ts'

/** Extensions that load the configuration from files and the environment by themselves. */
const LOADERS = [
  'dynaconf.FlaskDynaconf',
  'dynaconf.contrib.FlaskDynaconf',
  'flask_environments.Environments',
  'flask_appconfig.AppConfig',
]

export function collectConfig(code: Code, project: Project, readPython: ReadPython): Config {
  const writes = configWrites(code, project, readPython)
  const holds = new Map<string, Setting>()
  const byKey = new Map<string, Setting[]>()
  const elsewhere: Step[] = LOADERS.flatMap((name) => code.names.callsOf(name)).map(({ call }) =>
    stepAt(call),
  )
  const places = new Map<string, Setting>()
  for (const module of code.names.modules)
    for (const write of writes.get(module.file) ?? []) {
      if (write.elsewhere) elsewhere.push(write.elsewhere)
      for (const one of write.settings) {
        if (one.environment === 'testing') continue
        if (one.effective && !(write.weak && holds.has(one.key))) holds.set(one.key, one)
        remember(one)
      }
    }

  /** A class may be loaded at several places, and is one assignment still. */
  function remember(one: Setting): void {
    const place = placeKey(one.at, one.key)
    if (places.has(place)) return
    places.set(place, one)
    const list = byKey.get(one.key)
    if (list) list.push(one)
    else byKey.set(one.key, [one])
  }

  return {
    get: (key): ConfigValue | undefined => holds.get(key),
    all: (key) => byKey.get(key) ?? [],
    keys: [...byKey.keys()],
    elsewhere,
  }
}

function placeKey(at: Location, key: string): string {
  return `${at.file}:${at.start}:${key}`
}
