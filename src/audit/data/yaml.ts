// YAML with the place of each value. Aliases are followed a bounded number of times, so that none can explode.
import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml'
import type { SourceFile } from '../project.ts'
import type { Gathered } from './parts.ts'

/** A larger file is data, or meant to take long: the parser takes seconds for a megabyte. */
const LARGEST = 500_000
const MOST_ALIASES = 100
const DEEPEST = 200

/** A value and where it stands. */
export interface Placed {
  readonly start: number
  readonly end: number
  /** A scalar as text; null for lists and maps. */
  readonly text: string | null
  readonly list: readonly Placed[]
  readonly map: ReadonlyMap<string, Placed>
  /** Of a map's value: where its key begins. */
  readonly keyStart: number
}

const NOTHING: Placed = { start: 0, end: 0, text: null, list: [], map: new Map(), keyStart: 0 }

/** The documents of a file; none where it can't be read. */
export async function readYaml(file: SourceFile, gathered: Pick<Gathered, 'notes'>): Promise<Placed[]> {
  if (file.text.length > LARGEST || tooDeep(file.text)) {
    gathered.notes.push({ file: file.path, what: 'too large or too deep to be read as YAML' })
    return []
  }
  const yaml = await import('yaml')
  try {
    // Not `prettyErrors`: each would count the lines before it.
    const documents = yaml.parseAllDocuments(file.text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      stringKeys: false,
    })
    if (!Array.isArray(documents)) return []
    if (documents.some(({ errors }) => errors.length > 0))
      gathered.notes.push({ file: file.path, what: 'is not quite YAML, and was read in part' })
    return documents.map((document) => new Reader(document, yaml).read())
  } catch {
    gathered.notes.push({ file: file.path, what: 'is not YAML, and was left out' })
    return []
  }
}

/** Flow collections in one another: the parser follows each by a call. */
function tooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index)
    if (char === 91 || char === 123) {
      if (++depth > DEEPEST) return true
    } else if ((char === 93 || char === 125) && depth > 0) depth--
  }
  // Lists in lists on one line, without brackets.
  return text.includes('- '.repeat(DEEPEST))
}

type Yaml = typeof import('yaml')

class Reader {
  readonly #document: Document
  readonly #yaml: Yaml
  #aliases = 0

  constructor(document: Document, yaml: Yaml) {
    this.#document = document
    this.#yaml = yaml
  }

  read(): Placed {
    return this.#placed(this.#document.contents, 0, 0)
  }

  #placed(node: unknown, keyStart: number, depth: number): Placed {
    const yaml = this.#yaml
    if (!yaml.isNode(node) || depth > DEEPEST) return { ...NOTHING, keyStart }
    const [start = 0, end = start] = node.range ?? []
    const base = { ...NOTHING, start, end, keyStart }
    if (yaml.isAlias(node)) {
      if (++this.#aliases > MOST_ALIASES) return base
      const target = node.resolve(this.#document)
      return target === undefined ? base : { ...this.#placed(target, keyStart, depth + 1), start, end }
    }
    if (yaml.isScalar(node)) return { ...base, text: textOf(node) }
    if (yaml.isSeq(node)) return { ...base, list: node.items.map((item) => this.#placed(item, 0, depth + 1)) }
    return yaml.isMap(node) ? { ...base, map: this.#map(node, depth) } : base
  }

  #map(node: YAMLMap, depth: number): ReadonlyMap<string, Placed> {
    const map = new Map<string, Placed>()
    for (const { key, value } of node.items as Pair<Node, Node>[]) {
      if (!this.#yaml.isScalar(key)) continue
      const name = textOf(key)
      const placed = this.#placed(value, key.range?.[0] ?? 0, depth + 1)
      // `<<: *defaults`: what stands here itself wins.
      if (name === '<<') for (const [merged, value] of placed.map) map.has(merged) || map.set(merged, value)
      else map.set(name, placed)
    }
    return map
  }
}

/** As it stands in the source: `yes`, `0755` and `1.10` stay what was written. */
function textOf(scalar: Scalar): string {
  if (typeof scalar.value === 'string') return scalar.value
  return scalar.source ?? (scalar.value === null ? '' : String(scalar.value))
}

export function valueAt(placed: Placed, ...keys: readonly string[]): Placed {
  let value: Placed | undefined = placed
  for (const key of keys) value = value?.map.get(key)
  return value ?? NOTHING
}
