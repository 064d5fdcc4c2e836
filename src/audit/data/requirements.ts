// Requirements as pip reads them (PEP 508 specifiers, pip's requirements file format).
import type { Requirement } from '../facts/facts.ts'
import type { SourceFile } from '../project.ts'
import { at, type Gathered, linesOf } from './parts.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*/
const EGG = /[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)/
const PINNED = /^===?\s*([^\s,*]+)$/
/** What ends the specifier: a marker, a hash, an option, a comment. */
const OPTION = /\s--?[a-zA-Z]/

/** Lower case, `-` for runs of `-`, `_` and `.` (PEP 503). */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/** `flask[async]>=2,<3 ; python_version > "3.8"`; undefined where no name is told. */
export function requirementOf(source: string): Pick<Requirement, 'name' | 'spec' | 'version'> | undefined {
  const text = source.trim()
  const [name] = NAME.exec(text) ?? []
  if (name === undefined) return undefined
  let rest = text.slice(name.length).trimStart()
  if (rest.startsWith('[')) rest = rest.slice(rest.indexOf(']') + 1 || rest.length).trimStart()
  // `name @ https://…` is told by its address, not by a version.
  if (rest.startsWith('@')) return { name: normalName(name), spec: rest, version: null }
  if (rest.startsWith('(')) rest = rest.slice(1, rest.indexOf(')') === -1 ? undefined : rest.indexOf(')'))
  const spec = (rest.split(';')[0] as string).trim()
  if (spec !== '' && !'<>=!~'.includes(spec.charAt(0))) return undefined
  return { name: normalName(name), spec, version: PINNED.exec(spec)?.[1] ?? null }
}

/** A requirements file; those that it names by `-r` are files of their own, or not there. */
export function readRequirements(file: SourceFile, gathered: Gathered): void {
  let hashes = 0
  let count = 0
  for (const { source, start, end } of logicalLines(file.text)) {
    const requirement = lineRequirement(source)
    if (requirement === undefined) continue
    const hashed = source.includes('--hash')
    count++
    if (hashed) hashes++
    gathered.requirements.push({ ...requirement, hashed, at: at(file, start, end) })
  }
  if (count > 0 && hashes === count) gathered.lock ??= file.path
}

function lineRequirement(source: string): Pick<Requirement, 'name' | 'spec' | 'version'> | undefined {
  if (
    source.startsWith('-e') ||
    source.startsWith('--editable') ||
    /^(?:git|hg|svn|bzr)\+|^https?:|^file:/.test(source)
  ) {
    const [, egg] = EGG.exec(source) ?? []
    return egg === undefined ? undefined : { name: normalName(egg), spec: '@', version: null }
  }
  if (source.startsWith('-')) return undefined
  const option = source.search(OPTION)
  return requirementOf(option === -1 ? source : source.slice(0, option))
}

/** Lines joined by `\`, without comments; the place is that of the first one. */
function* logicalLines(text: string): Generator<{ source: string; start: number; end: number }> {
  let parts: string[] = []
  let place = { start: 0, end: 0 }
  for (const { line, start } of linesOf(text)) {
    const joins = line.endsWith('\\')
    const content = withoutComment(joins ? line.slice(0, -1) : line)
    if (parts.length === 0) {
      const from = start + (content.length - content.trimStart().length)
      place = { start: from, end: from + content.trim().length }
    }
    parts.push(content.trim())
    if (joins) continue
    const source = parts.join(' ').trim()
    parts = []
    if (source !== '') yield { source, ...place }
  }
  const source = parts.join(' ').trim()
  if (source !== '') yield { source, ...place }
}

/** A `#` begins a comment at the line's start or after a blank; in `…#egg=name` it does not. */
function withoutComment(line: string): string {
  for (let hash = line.indexOf('#'); hash !== -1; hash = line.indexOf('#', hash + 1))
    if (hash === 0 || line.charAt(hash - 1) === ' ' || line.charAt(hash - 1) === '\t')
      return line.slice(0, hash)
  return line
}
