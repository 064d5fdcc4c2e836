// What one file of a deployment gives, and which files are looked at.
import type { Deployment } from '../facts/facts.ts'
import type { Location } from '../location.ts'
import type { Note, SourceFile } from '../project.ts'

/** What all files together have given so far; each reader adds to it. */
export interface Gathered {
  readonly requirements: Deployment['requirements'][number][]
  lock: string | null
  readonly environment: Deployment['environment'][number][]
  readonly commands: Deployment['commands'][number][]
  readonly baseImages: Deployment['baseImages'][number][]
  readonly proxyHeaders: Map<string, { value: string; at: Location }>
  redirectsToHttps: Location | null
  readonly notes: Note[]
}

export function nothingYet(): Gathered {
  return {
    requirements: [],
    lock: null,
    environment: [],
    commands: [],
    baseImages: [],
    proxyHeaders: new Map(),
    redirectsToHttps: null,
    notes: [],
  }
}

export function at(file: SourceFile, start: number, end: number): Location {
  return { file: file.path, start, end }
}

/** Lines with their offsets; a `\r` before the line's end is left out. */
export function* linesOf(text: string): Generator<{ line: string; start: number }> {
  let start = 0
  while (start <= text.length) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const line = text.slice(start, end)
    yield { line: line.endsWith('\r') ? line.slice(0, -1) : line, start }
    start = end + 1
  }
}

/** Without its quotes, if it has any. */
export function unquoted(value: string): string {
  const quote = value.charAt(0)
  return value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote)
    ? value.slice(1, -1)
    : value
}

const NOT_PRODUCTION =
  /(?:^|[-_./])(?:dev|devel|development|local|test|tests|testing|ci|example|sample|dist|template|override|debug)(?:[-_./]|$)/

/** `docker-compose.dev.yml`, `.env.example`, `requirements-test.txt`: says nothing of what runs in the open. */
export function isNotProduction(path: string): boolean {
  return NOT_PRODUCTION.test(path.slice(path.lastIndexOf('/') + 1).toLowerCase())
}
