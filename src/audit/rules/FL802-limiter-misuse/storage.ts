// Where a limiter counts, and how many processes count.
import type { Extension, Facts } from '../../facts/facts.ts'
import type { Step } from '../../finding.ts'
import { isForDevelopers } from '../shared/deployment.ts'

const SETTINGS = ['RATELIMIT_STORAGE_URI', 'RATELIMIT_STORAGE_URL']
const MEMORY = 'memory://'

/** Words for a message where it counts in memory: ` (\`memory://\`)`; undefined where it does not, or is not told. */
export function memoryOf({ config, names }: Facts, { options }: Extension): string | undefined {
  const option = options.get('storage_uri') ?? options.get('storage_url')
  if (option !== undefined) {
    const literal = names.literal(option)
    if (typeof literal === 'string') return literal.startsWith(MEMORY) ? ` (\`${MEMORY}\`)` : undefined
    return undefined
  }
  const setting = SETTINGS.flatMap((key) => config.get(key) ?? [])[0]
  if (setting !== undefined)
    return setting.how === 'literal' &&
      typeof setting.literal === 'string' &&
      setting.literal.startsWith(MEMORY)
      ? ` (\`${setting.key}\`)`
      : undefined
  return config.elsewhere.length > 0 ? undefined : ', since no storage is named'
}

interface Workers {
  readonly count: number
  readonly step: Step
}

/** More than one, as a command, a variable or a server's file says. */
export function workersOf(facts: Facts): Workers | undefined {
  return byCommand(facts) ?? byVariable(facts) ?? byFile(facts)
}

const OPTIONS = new Set(['-w', '--workers', '--processes', '-p'])

function byCommand({ deployment }: Facts): Workers | undefined {
  for (const { words, at } of deployment.commands) {
    if (isForDevelopers(at.file)) continue
    const server = words.findIndex((word) =>
      /(?:^|\/)(?:gunicorn|uwsgi|uvicorn|hypercorn|granian)$/.test(word),
    )
    if (server === -1) continue
    const options = words.slice(server + 1)
    for (const [index, word] of options.entries()) {
      const [name = '', joined] = word.split('=')
      const glued = /^-w(\d+)$/.exec(word)?.[1]
      const count = Number(glued ?? (OPTIONS.has(name) ? (joined ?? options[index + 1]) : Number.NaN))
      if (count > 1) return { count, step: { at, what: `${count} workers` } }
    }
  }
  return undefined
}

function byVariable({ deployment }: Facts): Workers | undefined {
  for (const { name, value, at } of deployment.environment) {
    if (isForDevelopers(at.file)) continue
    const count =
      name === 'WEB_CONCURRENCY'
        ? Number(value)
        : name === 'GUNICORN_CMD_ARGS'
          ? Number(/(?:-w|--workers)[ =]?(\d+)/.exec(value)?.[1])
          : Number.NaN
    if (count > 1) return { count, step: { at, what: `${name}=${value.slice(0, 40)}` } }
  }
  return undefined
}

/** `gunicorn.conf.py` with `workers = 4`, `uwsgi.ini` with `processes = 4`. */
function byFile({ project }: Facts): Workers | undefined {
  for (const { path, text } of project.files) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!isOfServer(name) || isForDevelopers(path)) continue
    const found = /^(?:workers|processes)[ \t]*=[ \t]*(\d+)/m.exec(text)
    const count = Number(found?.[1])
    if (found !== null && count > 1) {
      const at = { file: path, start: found.index, end: found.index + found[0].length }
      return { count, step: { at, what: found[0] } }
    }
  }
  return undefined
}

function isOfServer(name: string): boolean {
  return (
    (name.startsWith('gunicorn') && name.endsWith('.py')) || (name.includes('uwsgi') && name.endsWith('.ini'))
  )
}
