// The grammar's tree, copied out of WebAssembly once into flat arrays: what lowering reads, and the bound on its depth.
import type { Language, Tree } from 'web-tree-sitter'

/** Levels of the grammar's tree that are read; deeper is cut off. Keeps every recursion over a tree off the stack's end. */
const MAX_RAW_DEPTH = 500
/** Named nodes without parts that anybody asks for. */
const LEAVES: ReadonlySet<string> = new Set([
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'ellipsis',
  'string_start',
  'string_content',
  'string_end',
  'type_conversion',
  'import_prefix',
  'wildcard_import',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'comment',
  'line_continuation',
])
/** What the grammar gives to a node that it could not read. */
const ERROR_TYPE = 65_535
const QUOTE = 0x27

/** Nodes in the order of a walk down; the children of `i` begin at `i + 1` and end before `next[i]`. */
export interface Raw {
  /** Named nodes by their name in the grammar, tokens in quotes: `call`, `'('`. */
  readonly kinds: readonly string[]
  /** UTF-16 offsets, shifted to where the text stands in its origin. 0 for tokens: each question to WebAssembly has its price. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** The first node after the subtree. */
  readonly next: readonly number[]
  readonly comments: readonly { readonly start: number; readonly end: number }[]
  /** Something was too deep to be read. */
  readonly cut: boolean
}

/** The grammar's type numbers as words. */
export function kindNames(language: Language): (type: number) => string {
  const names = language.types.map((name, type) => (language.nodeTypeIsNamed(type) ? name : `'${name}'`))
  return (type) => (type === ERROR_TYPE ? 'ERROR' : (names[type] ?? 'ERROR'))
}

/** Comments and line continuations stand anywhere in the tree; they are kept out of it. */
export function readRaw(tree: Tree, kindOf: (type: number) => string, shift: number): Raw {
  const kinds: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const next: number[] = []
  const comments: { start: number; end: number }[] = []
  const open: number[] = []
  let cut = false
  const cursor = tree.walk()
  walk: for (;;) {
    const kind = kindOf(cursor.nodeTypeId)
    const token = kind.charCodeAt(0) === QUOTE
    const start = token ? 0 : cursor.startIndex + shift
    if (kind === 'comment') comments.push({ start, end: cursor.endIndex + shift })
    else if (kind !== 'line_continuation') {
      const index = kinds.length
      kinds.push(kind)
      starts.push(start)
      ends.push(token ? 0 : cursor.endIndex + shift)
      next.push(index + 1)
      if (open.length >= MAX_RAW_DEPTH) cut ||= !token && !LEAVES.has(kind)
      else if (!token && !LEAVES.has(kind) && cursor.gotoFirstChild()) {
        open.push(index)
        continue
      }
    }
    while (!cursor.gotoNextSibling()) {
      const parent = open.pop()
      if (parent === undefined) break walk
      next[parent] = kinds.length
      cursor.gotoParent()
    }
  }
  cursor.delete()
  return { kinds, starts, ends, next, comments, cut }
}
