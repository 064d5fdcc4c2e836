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
/** Nodes that there is room for at first. */
const ROOM = 4096

/** Nodes in the order of a walk down; the children of `i` begin at `i + 1` and end before `next[i]`. Numbers alone: threads hand them on as they are. */
export interface Flat {
  /** The grammar's numbers. */
  readonly types: Int32Array
  /** UTF-16 offsets, shifted to where the text stands in its origin. 0 for tokens: each question to WebAssembly has its price. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The first node after the subtree. */
  readonly next: Int32Array
  readonly comments: readonly { readonly start: number; readonly end: number }[]
  /** Something was too deep to be read. */
  readonly cut: boolean
}

export interface Raw extends Flat {
  /** Named nodes by their name in the grammar, tokens in quotes: `call`, `'('`. */
  readonly kinds: readonly string[]
}

/** The grammar's type numbers as words. */
export class Kinds {
  readonly #names: readonly string[]

  constructor(language: Language) {
    this.#names = language.types.map((name, type) => (language.nodeTypeIsNamed(type) ? name : `'${name}'`))
  }

  of(type: number): string {
    return type === ERROR_TYPE ? 'ERROR' : (this.#names[type] ?? 'ERROR')
  }

  named(flat: Flat): Raw {
    const { types } = flat
    const kinds = new Array<string>(types.length)
    for (let i = 0; i < types.length; i++) kinds[i] = this.of(types[i] as number)
    return { ...flat, kinds }
  }
}

/** Token: it has no place of its own and nothing in it. Leaf: nothing in it. Aside: it stands anywhere, and is kept out of the tree. */
type Role = 'token' | 'leaf' | 'inner' | 'comment' | 'continuation'

/** Walks trees into numbers; its room is used again from tree to tree. */
export class Flattener {
  readonly #roles: readonly Role[]
  #room = new Int32Array(4 * ROOM)

  constructor(language: Language, kinds: Kinds) {
    this.#roles = language.types.map((_, type) => roleOf(kinds.of(type)))
  }

  /** Comments and line continuations stand anywhere in the tree; they are kept out of it. */
  flat(tree: Tree, shift: number): Flat {
    const comments: { start: number; end: number }[] = []
    const open: number[] = []
    let room = this.#room
    let count = 0
    let cut = false
    const cursor = tree.walk()
    walk: for (;;) {
      const type = cursor.nodeTypeId
      const role = this.#roles[type] ?? 'inner'
      if (role === 'comment')
        comments.push({ start: cursor.startIndex + shift, end: cursor.endIndex + shift })
      else if (role !== 'continuation') {
        const at = 4 * count
        if (at === room.length) room = this.#moreRoom()
        room[at] = type
        room[at + 1] = role === 'token' ? 0 : cursor.startIndex + shift
        room[at + 2] = role === 'token' ? 0 : cursor.endIndex + shift
        room[at + 3] = ++count
        if (role === 'inner') {
          if (open.length >= MAX_RAW_DEPTH) cut = true
          else if (cursor.gotoFirstChild()) {
            open.push(at)
            continue
          }
        }
      }
      while (!cursor.gotoNextSibling()) {
        const parent = open.pop()
        if (parent === undefined) break walk
        room[parent + 3] = count
        cursor.gotoParent()
      }
    }
    cursor.delete()
    return { ...columns(room, count), comments, cut }
  }

  #moreRoom(): Int32Array<ArrayBuffer> {
    const room = new Int32Array(2 * this.#room.length)
    room.set(this.#room)
    this.#room = room
    return room
  }
}

function roleOf(kind: string): Role {
  if (kind === 'comment') return 'comment'
  if (kind === 'line_continuation') return 'continuation'
  return kind.charCodeAt(0) === QUOTE ? 'token' : LEAVES.has(kind) ? 'leaf' : 'inner'
}

/** One buffer for the four, so that one is handed on. */
function columns(room: Int32Array, count: number): Pick<Flat, 'types' | 'starts' | 'ends' | 'next'> {
  const all = new Int32Array(4 * count)
  for (let i = 0; i < count; i++) {
    all[i] = room[4 * i] as number
    all[count + i] = room[4 * i + 1] as number
    all[2 * count + i] = room[4 * i + 2] as number
    all[3 * count + i] = room[4 * i + 3] as number
  }
  return {
    types: all.subarray(0, count),
    starts: all.subarray(count, 2 * count),
    ends: all.subarray(2 * count, 3 * count),
    next: all.subarray(3 * count),
  }
}
