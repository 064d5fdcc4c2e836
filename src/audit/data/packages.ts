// Dependencies in pyproject.toml (PEP 621, as PDM and uv write it too, and Poetry) and Pipfile, and versions in their locks.
import type { Requirement } from '../facts/facts.ts'
import type { SourceFile } from '../project.ts'
import { at, type Gathered } from './parts.ts'
import { normalName, requirementOf } from './requirements.ts'
import { isTable, readToml, type Table, TomlPlaces, tableAt, type Value } from './toml.ts'

const LOCKED_VERSION = /^==/
/** In a section of dependencies, but none. */
const NOT_PACKAGES = new Set(['python', 'python-version', 'python_version'])

export async function readPyproject(file: SourceFile, gathered: Gathered): Promise<void> {
  const toml = await readToml(file, gathered)
  if (toml === null) return
  const places = new TomlPlaces(file)
  const project = tableAt(toml, 'project')
  addList(file, places, 'project', project['dependencies'], gathered)
  for (const [, list] of Object.entries(tableAt(project, 'optional-dependencies')))
    addList(file, places, 'project.optional-dependencies', list, gathered)
  const poetry = tableAt(toml, 'tool', 'poetry')
  addTable(file, places, 'tool.poetry.dependencies', tableAt(poetry, 'dependencies'), gathered)
}

/** `dependencies = ["flask>=2"]` */
function addList(
  file: SourceFile,
  places: TomlPlaces,
  section: string,
  list: Value | undefined,
  gathered: Gathered,
): void {
  if (!Array.isArray(list)) return
  for (const source of list) {
    if (typeof source !== 'string') continue
    const requirement = requirementOf(source)
    if (requirement === undefined) continue
    const { start, end } = places.find(section, source)
    gathered.requirements.push({ ...requirement, hashed: false, at: at(file, start, end) })
  }
}

/** `flask = "^2.0"`, `flask = {version = "2.0.1", extras = []}` */
function addTable(
  file: SourceFile,
  places: TomlPlaces,
  section: string,
  table: Table,
  gathered: Gathered,
): void {
  for (const [name, value] of Object.entries(table)) {
    if (NOT_PACKAGES.has(name.toLowerCase())) continue
    const { start, end } = places.find(section, name)
    const place = at(file, start, lineEnd(file.text, end))
    const given = Array.isArray(value) ? value[0] : value
    const version = isTable(given) ? given['version'] : given
    gathered.requirements.push({ ...poetryRequirement(name, version), hashed: false, at: place })
  }
}

/** A bare `2.0.1` is exact for Poetry and Pipenv alike; `^2.0`, `~2.0` and `*` are ranges. */
function poetryRequirement(
  name: string,
  version: Value | undefined,
): Pick<Requirement, 'name' | 'spec' | 'version'> {
  const text = typeof version === 'string' ? version.trim() : ''
  const spec = text === '*' ? '' : /^\d/.test(text) && !/[*,|]/.test(text) ? `==${text}` : text
  const exact = LOCKED_VERSION.test(spec) && !/[*,]/.test(spec) ? spec.replace(/^=+\s*/, '') : null
  return { name: normalName(name), spec, version: exact }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

export async function readPipfile(file: SourceFile, gathered: Gathered): Promise<void> {
  const toml = await readToml(file, gathered)
  if (toml !== null) addTable(file, new TomlPlaces(file), 'packages', tableAt(toml, 'packages'), gathered)
}

/** poetry.lock, uv.lock, pdm.lock: `[[package]]` with name and version. They are written by machine, line by line. */
export function readTomlLock(file: SourceFile, gathered: Gathered): void {
  gathered.lock = file.path
  const hashed = true
  for (let open = file.text.indexOf('[[package]]'); open !== -1; ) {
    const next = file.text.indexOf('[[package]]', open + 1)
    // Name and version stand first; what follows are lists of files, long ones.
    const head = file.text.slice(open, Math.min(next === -1 ? file.text.length : next, open + 600))
    const name = quotedAfter(head, '\nname = "')
    const version = quotedAfter(head, '\nversion = "')
    // The project itself stands in uv.lock, with where it comes from.
    const isOwn = OWN_SOURCES.some((source) => head.includes(source))
    if (name !== undefined && version !== undefined && !isOwn) {
      const start = open + head.indexOf(`name = "${name}"`)
      const end = open + head.indexOf(`version = "${version}"`) + `version = "${version}"`.length
      const place = at(file, Math.min(start, end), Math.max(start, end))
      gathered.requirements.push({ name: normalName(name), spec: `==${version}`, version, hashed, at: place })
    }
    open = next
  }
}

const OWN_SOURCES = ['\nsource = { virtual = ', '\nsource = { editable = ']

function quotedAfter(text: string, key: string): string | undefined {
  const at = text.indexOf(key)
  const end = text.indexOf('"', at + key.length)
  return at === -1 || end === -1 ? undefined : text.slice(at + key.length, end)
}

/** Pipfile.lock: `"default": {"flask": {"version": "==2.0.1", "hashes": […]}}` */
export function readPipfileLock(file: SourceFile, gathered: Gathered): void {
  gathered.lock = file.path
  let json: unknown
  try {
    json = JSON.parse(file.text)
  } catch {
    gathered.notes.push({ file: file.path, what: 'is not JSON, and was left out' })
    return
  }
  const packages = tableAt(json as Value, 'default')
  let from = Math.max(0, file.text.indexOf('"default"'))
  for (const [name, value] of Object.entries(packages)) {
    const version = isTable(value) ? value['version'] : undefined
    if (typeof version !== 'string') continue
    const needle = `${JSON.stringify(name)}:`
    const found = file.text.indexOf(needle, from)
    const start = found === -1 ? from : found
    const requirement = { name: normalName(name), spec: version, version: version.replace(/^=+/, '') }
    gathered.requirements.push({ ...requirement, hashed: true, at: at(file, start, start + needle.length) })
    // Keys stand in the order of the text, but for numbers, and no package is one.
    from = start
  }
}
