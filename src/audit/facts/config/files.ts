// Configuration that stands in files of the project: Python syntax, JSON, TOML.
import type { Project, SourceFile } from '../../project.ts'
import type { Module } from '../../python/ast.ts'
import type { Literal } from '../../python/names-api.ts'
import type { Code } from '../code/code.ts'
import { environmentOfName } from '../code/environment.ts'
import { type Setting, settingsOfBody } from './setting.ts'

/** Reads a file of Python syntax that is no module; undefined where there is no reader. */
export type ReadPython = (file: string, text: string) => Module | undefined

/** What the file of this name sets; undefined where the project has no such file. */
export function settingsOfFile(
  code: Code,
  project: Project,
  readPython: ReadPython,
  name: string,
): Setting[] | undefined {
  const tail = name.replace(/^(?:\.{0,2}\/)+/, '')
  const environment = environmentOfName(tail.replace(/\.\w+$/, ''))
  const module = code.names.modules.find(({ file }) => isFile(file, tail))
  if (module) return settingsOfBody(code, module.body, module.file, environment)
  const file = project.files.find(({ path }) => isFile(path, tail))
  if (file === undefined) return undefined
  if (tail.endsWith('.json')) return pairs(file, jsonPairs(file.text))
  if (tail.endsWith('.toml')) return pairs(file, tomlPairs(file.text))
  const read = readPython(file.path, file.text)
  return read && settingsOfBody(code, read.body, file.path, environment)
}

function isFile(path: string, tail: string): boolean {
  return path === tail || path.endsWith(`/${tail}`)
}

interface Pair {
  readonly key: string
  readonly literal: Literal
  readonly start: number
}

function jsonPairs(text: string): Pair[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([key, literal]) => ({
    key,
    literal: literal as Literal,
    start: Math.max(0, text.indexOf(`"${key}"`)),
  }))
}

const TOML_LINE = /^([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"\\\n]*)"|'([^'\n]*)'|(true|false)|(\d+))/

/** Top-level pairs with a plain value, which is what Flask's keys have. */
function tomlPairs(text: string): Pair[] {
  const found: Pair[] = []
  let start = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) break
    const match = TOML_LINE.exec(line)
    const [, key, double, single, flag, number] = match ?? []
    if (key !== undefined) {
      const literal = double ?? single ?? (flag === undefined ? Number(number) : flag === 'true')
      found.push({ key, literal, start })
    }
    start += line.length + 1
  }
  return found
}

function pairs(file: SourceFile, found: readonly Pair[]): Setting[] {
  return found
    .filter(({ key }) => key === key.toUpperCase())
    .map(({ key, literal, start }) => ({
      key,
      at: { file: file.path, start, end: start + key.length },
      value: null,
      literal,
      how: 'literal',
      of: file.path,
      environment: 'any',
      effective: true,
    }))
}
