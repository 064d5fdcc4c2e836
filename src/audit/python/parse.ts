// Reads Python with tree-sitter's grammar, which reads on after what it does not understand.
import type { Comment, Expr, Module, Origin, Stmt } from './ast.ts'
import { type Lowering, parts, textBetween } from './lower-context.ts'
import { lowerExpr } from './lower-expr.ts'
import { lowerBlock } from './lower-stmt.ts'
import type { Raw } from './raw.ts'
import { createTreeReader, type FlatTree, type ReadModule, type TreeReader } from './tree-reader.ts'

export interface ModuleSource {
  /** Its path below the audited folder. */
  readonly file: string
  /** Its dotted name. */
  readonly name: string
  readonly isPackage: boolean
  readonly text: string
}

export interface PythonReader {
  /** `file`: its path below the audited folder; `name`: its dotted name. Never throws. */
  module(file: string, name: string, isPackage: boolean, text: string): Module
  /** As `module`, of what a thread of its own has read. */
  made(source: ModuleSource, read: ReadModule): Module
  /** One expression of a template; its offsets are shifted by `offset` to where it stands in `origin`. */
  expression(text: string, origin: Origin, offset: number): Expr | null
}

const BRACKETS = new Set(['parenthesized_expression', 'tuple', 'generator_expression'])

const TOO_DEEP = 'what is nested too deep in it was not read'

export async function createPythonReader(): Promise<PythonReader> {
  return new TreeSitterReader(await createTreeReader())
}

type Filled = { -readonly [key in keyof Module]: Module[key] } & { body: Stmt[]; comments: Comment[] }

class TreeSitterReader implements PythonReader {
  readonly #trees: TreeReader

  constructor(trees: TreeReader) {
    this.#trees = trees
  }

  module(file: string, name: string, isPackage: boolean, text: string): Module {
    return this.made({ file, name, isPackage, text }, this.#trees.module(text))
  }

  made({ file, name, isPackage, text }: ModuleSource, { trees, trouble }: ReadModule): Module {
    const made: Filled = { file, text, name, isPackage, body: [], comments: [], broken: false }
    for (const tree of trees) this.#add(made, tree, tree.end)
    if (trouble !== undefined) fail(made, trouble)
    return made
  }

  #add(made: Filled, { flat, broken }: FlatTree, end: number): void {
    if (broken) made.broken = true
    if (flat.cut) fail(made, TOO_DEEP)
    for (const stmt of lowerBlock(this.#lowering(this.#trees.kinds.named(flat), made, made.text, 0), 0))
      if (stmt.end <= end) made.body.push(stmt)
    for (const comment of flat.comments)
      if (comment.end <= end)
        made.comments.push({ ...comment, text: made.text.slice(comment.start, comment.end), origin: made })
  }

  expression(text: string, origin: Origin, offset: number): Expr | null {
    // In brackets, lines and leading blanks mean nothing.
    const wrapped = `(${text}\n)`
    const base = offset - 1
    const read = this.#trees.piece(wrapped, base)
    if (read === null || read.broken) return null
    const raw = this.#trees.kinds.named(read.flat)
    const whole = wrappedAlone(raw, base, base + wrapped.length)
    if (whole === undefined) return null
    const found = this.#lowering(raw, origin, wrapped, base).expr(whole)
    // The brackets are a tuple's own, or a generator's.
    const end = Math.min(found.end, offset + text.length)
    return found.start < offset ? { ...found, start: offset, end } : found
  }

  #lowering(raw: Raw, origin: Origin, text: string, base: number): Lowering {
    const of: Lowering = {
      ...raw,
      origin,
      text,
      base,
      elifs: 0,
      expr: (i) => lowerExpr(of, i),
      readPiece: (start, end) => this.expression(textBetween(of, start, end), origin, start),
    }
    return of
  }
}

function fail(made: Filled, trouble: string): void {
  made.broken = true
  made.trouble = trouble
}

/** The brackets that hold all of it and something; undefined for `a)(b`. */
function wrappedAlone(raw: Raw, start: number, end: number): number | undefined {
  const statements = parts(raw, 0)
  const inside = statements.length === 1 ? parts(raw, statements[0] as number) : []
  const whole = inside.length === 1 ? (inside[0] as number) : 0
  const brackets = BRACKETS.has(raw.kinds[whole] as string) && parts(raw, whole).length > 0
  return brackets && raw.starts[whole] === start && raw.ends[whole] === end ? whole : undefined
}
