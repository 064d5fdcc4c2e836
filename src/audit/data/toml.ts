// TOML files: pyproject.toml, Pipfile and locks. The parser tells no places, so that a key is looked up in the text.
import type { SourceFile } from '../project.ts'
import type { Gathered } from './parts.ts'
import { linesOf } from './parts.ts'

export type Value = string | number | bigint | boolean | Date | Value[] | Table
export interface Table {
  [key: string]: Value
}

/** A larger file is a lock that somebody generated; no key of it is worth the time. */
const LARGEST = 4_000_000

export async function readToml(file: SourceFile, gathered: Gathered): Promise<Table | null> {
  if (file.text.length > LARGEST) {
    gathered.notes.push({ file: file.path, what: 'too large to be read as TOML' })
    return null
  }
  const { parse } = await import('smol-toml')
  try {
    return parse(file.text) as Table
  } catch {
    gathered.notes.push({ file: file.path, what: 'is not TOML, and was left out' })
    return null
  }
}

export function tableAt(table: Value | undefined, ...keys: readonly string[]): Table {
  let value: Value | undefined = table
  for (const key of keys) value = isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return isTable(value) ? value : {}
}

export function isTable(value: Value | undefined): value is Table {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
}

/** Where texts stand, each line asked once: the first place of `text` at or after the line that begins with `[section`. */
export class TomlPlaces {
  readonly #file: SourceFile
  /** Section → where it begins and ends. */
  readonly #sections = new Map<string, { start: number; end: number }>()

  constructor(file: SourceFile) {
    this.#file = file
    let name = ''
    let begins = 0
    for (const { line, start } of linesOf(file.text)) {
      const trimmed = line.trim()
      if (!trimmed.startsWith('[') || !/^\[{1,2}[A-Za-z0-9_."' -]+\]{1,2}/.test(trimmed)) continue
      this.#sections.set(name, { start: begins, end: start })
      name = trimmed
        .slice(0, trimmed.indexOf(']'))
        .replaceAll('[', '')
        .replaceAll(' ', '')
        .replaceAll('"', '')
      begins = start
    }
    this.#sections.set(name, { start: begins, end: file.text.length })
  }

  /** Of `needle` in a section; of the section, or the file's first line, where it isn't found. */
  find(section: string, needle: string): { start: number; end: number } {
    const { start, end } = this.#sections.get(section) ?? { start: 0, end: this.#file.text.length }
    const found = this.#file.text.indexOf(needle, start)
    if (found !== -1 && found < end) return { start: found, end: found + needle.length }
    const line = this.#file.text.indexOf('\n', start)
    return { start, end: line === -1 ? end : line }
  }
}
