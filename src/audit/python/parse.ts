// Reads Python with tree-sitter's grammar, which reads on after what it does not understand.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Language, Parser } from 'web-tree-sitter'
import type { Comment, Expr, Module, Origin, Stmt } from './ast.ts'
import { children, type Lowering, parts, textBetween } from './lower-context.ts'
import { lowerExpr } from './lower-expr.ts'
import { lowerBlock } from './lower-stmt.ts'
import { kindNames, type Raw, readRaw } from './raw.ts'
import { topLevelPieces } from './recovery.ts'

export interface PythonReader {
  /** `file`: its path below the audited folder; `name`: its dotted name. Never throws. */
  module(file: string, name: string, isPackage: boolean, text: string): Module
  /** One expression of a template; its offsets are shifted by `offset` to where it stands in `origin`. */
  expression(text: string, origin: Origin, offset: number): Expr | null
}

/** Beside this file once built; in the development dependency before that. */
const BUILT = new URL('./tree-sitter-python.wasm', import.meta.url)

/** UTF-16 units that are read of one module. Nobody writes more by hand. */
const MAX_UNITS = 1_000_000
/** Python is read at about 0.4 µs a unit; what takes 25 times as long is made to take long. */
const BUDGET_MS = 500
const BUDGET_MS_A_UNIT = 0.01
/** Once so much time was lost with files of that kind, the patience for others is short. */
const LOST_MS = 10_000
const SHORT_PATIENCE = 0.1

/** The parser tells of its progress far more often than the time need be asked for. */
const STEPS_A_LOOK = 64

const BRACKETS = new Set(['parenthesized_expression', 'tuple', 'generator_expression'])

const TOO_LONG = 'it took too long to read'
const TOO_DEEP = 'what is nested too deep in it was not read'
const TOO_LARGE = 'it is too large to be read'
const UNREADABLE = 'it could not be read'

export async function createPythonReader(): Promise<PythonReader> {
  await Parser.init()
  const wasm = existsSync(BUILT)
    ? BUILT
    : new URL(import.meta.resolve('tree-sitter-python/tree-sitter-python.wasm'))
  return new TreeSitterReader(await Language.load(fileURLToPath(wasm)))
}

interface Read {
  raw: Raw
  broken: boolean
}

type Filled = { -readonly [key in keyof Module]: Module[key] } & { body: Stmt[]; comments: Comment[] }

class TreeSitterReader implements PythonReader {
  readonly #language: Language
  readonly #kindOf: (type: number) => string
  #parser: Parser
  #lostMs = 0

  constructor(language: Language) {
    this.#language = language
    this.#kindOf = kindNames(language)
    this.#parser = new Parser().setLanguage(language)
  }

  module(file: string, name: string, isPackage: boolean, text: string): Module {
    const made: Filled = { file, text, name, isPackage, body: [], comments: [], broken: false }
    const trouble = text.length > MAX_UNITS ? TOO_LARGE : this.#fill(made)
    if (trouble !== undefined) this.#fail(made, trouble)
    return made
  }

  /** Why nothing more could be read; undefined: all was. */
  #fill(made: Filled): string | undefined {
    const deadline = this.#deadline(made.text.length)
    const read = this.#read(made.text, 0, deadline)
    if (typeof read === 'string') return read
    const errorAt = read.broken ? firstError(read.raw, made.text) : undefined
    const pieces = errorAt === undefined ? [] : topLevelPieces(made.text, errorAt)
    const good = pieces[0]?.start ?? made.text.length
    this.#add(made, read, pieces.length === 1 && good === 0 ? made.text.length : good)
    if (pieces.length === 1 && good === 0) return undefined
    for (const { start, end } of pieces) {
      const piece = this.#read(made.text.slice(start, end), start, deadline)
      if (typeof piece === 'string') return piece
      this.#add(made, piece, end)
    }
    return undefined
  }

  #add(made: Filled, { raw, broken }: Read, end: number): void {
    if (broken) made.broken = true
    if (raw.cut) this.#fail(made, TOO_DEEP)
    for (const stmt of lowerBlock(this.#lowering(raw, made, made.text, 0), 0))
      if (stmt.end <= end) made.body.push(stmt)
    for (const comment of raw.comments)
      if (comment.end <= end)
        made.comments.push({ ...comment, text: made.text.slice(comment.start, comment.end), origin: made })
  }

  #fail(made: Filled, trouble: string): void {
    made.broken = true
    made.trouble = trouble
  }

  expression(text: string, origin: Origin, offset: number): Expr | null {
    // In brackets, lines and leading blanks mean nothing.
    const wrapped = `(${text}\n)`
    const base = offset - 1
    const read = this.#read(wrapped, base, this.#deadline(text.length))
    if (typeof read === 'string' || read.broken) return null
    const { raw } = read
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

  #deadline(units: number): number {
    const patience = this.#lostMs > LOST_MS ? SHORT_PATIENCE : 1
    return cpuMs() + patience * (BUDGET_MS + units * BUDGET_MS_A_UNIT)
  }

  /** The reason, where it could not be read. */
  #read(text: string, shift: number, deadline: number): Read | string {
    const began = cpuMs()
    try {
      let steps = 0
      const progressCallback = () => ++steps % STEPS_A_LOOK === 0 && cpuMs() > deadline
      const tree = this.#parser.parse(text, null, { progressCallback })
      if (tree === null) {
        this.#parser.reset()
        this.#lostMs += cpuMs() - began
        return TOO_LONG
      }
      const read = { raw: readRaw(tree, this.#kindOf, shift), broken: tree.rootNode.hasError }
      tree.delete()
      return read
    } catch {
      // What it ran out of is unknown, and so is the state that it left its memory in.
      this.#parser = new Parser().setLanguage(this.#language)
      return UNREADABLE
    }
  }
}

/** Of this thread alone: what else the machine does must not change what is read. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The brackets that hold all of it and something; undefined for `a)(b`. */
function wrappedAlone(raw: Raw, start: number, end: number): number | undefined {
  const statements = parts(raw, 0)
  const inside = statements.length === 1 ? parts(raw, statements[0] as number) : []
  const whole = inside.length === 1 ? (inside[0] as number) : 0
  const brackets = BRACKETS.has(raw.kinds[whole] as string) && parts(raw, whole).length > 0
  return brackets && raw.starts[whole] === start && raw.ends[whole] === end ? whole : undefined
}

/** Where the first statement of the module begins that holds an error of more than a line; undefined where none does. */
function firstError(raw: Raw, text: string): number | undefined {
  if (raw.kinds[0] === 'ERROR') return 0
  for (let i = 1; i < raw.kinds.length; i++) {
    if (raw.kinds[i] !== 'ERROR' || !text.slice(raw.starts[i], raw.ends[i]).includes('\n')) continue
    const holder = children(raw, 0).find((at) => (raw.next[at] as number) > i) as number
    return raw.starts[holder]
  }
  return undefined
}
