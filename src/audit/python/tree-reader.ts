// Python's text to flat numbers, by tree-sitter's grammar: all that a thread of its own can do.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Language, Parser } from 'web-tree-sitter'
import { children } from './lower-context.ts'
import { type Flat, Flattener, Kinds, type Raw } from './raw.ts'
import { topLevelPieces } from './recovery.ts'

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

const TOO_LONG = 'it took too long to read'
const TOO_LARGE = 'it is too large to be read'
const UNREADABLE = 'it could not be read'

export interface FlatTree {
  readonly flat: Flat
  /** The grammar met something it could not read. */
  readonly broken: boolean
}

/** One module: its tree, or the trees of its pieces where something in it is broken. */
export interface ReadModule {
  /** `end`: what ends behind it belongs to a later piece. */
  readonly trees: readonly (FlatTree & { readonly end: number })[]
  /** Why nothing more could be read; undefined: all was. */
  readonly trouble: string | undefined
}

export async function createTreeReader(): Promise<TreeReader> {
  await Parser.init()
  const wasm = existsSync(BUILT)
    ? BUILT
    : new URL(import.meta.resolve('tree-sitter-python/tree-sitter-python.wasm'))
  return new TreeReader(await Language.load(fileURLToPath(wasm)))
}

export class TreeReader {
  readonly kinds: Kinds
  readonly #language: Language
  readonly #flattener: Flattener
  #parser: Parser
  #lostMs = 0

  constructor(language: Language) {
    this.kinds = new Kinds(language)
    this.#language = language
    this.#flattener = new Flattener(language, this.kinds)
    this.#parser = new Parser().setLanguage(language)
  }

  module(text: string): ReadModule {
    if (text.length > MAX_UNITS) return { trees: [], trouble: TOO_LARGE }
    const deadline = this.#deadline(text.length)
    const whole = this.#read(text, 0, deadline)
    if (typeof whole === 'string') return { trees: [], trouble: whole }
    const errorAt = whole.broken ? firstError(this.kinds.named(whole.flat), text) : undefined
    const pieces = errorAt === undefined ? [] : topLevelPieces(text, errorAt)
    const good = pieces[0]?.start ?? text.length
    if (pieces.length === 1 && good === 0)
      return { trees: [{ ...whole, end: text.length }], trouble: undefined }
    const trees = [{ ...whole, end: good }]
    for (const { start, end } of pieces) {
      const piece = this.#read(text.slice(start, end), start, deadline)
      if (typeof piece === 'string') return { trees, trouble: piece }
      trees.push({ ...piece, end })
    }
    return { trees, trouble: undefined }
  }

  /** A text by itself; null where it could not be read. `shift`: where it begins in its origin. */
  piece(text: string, shift: number): FlatTree | null {
    const read = this.#read(text, shift, this.#deadline(text.length))
    return typeof read === 'string' ? null : read
  }

  #deadline(units: number): number {
    const patience = this.#lostMs > LOST_MS ? SHORT_PATIENCE : 1
    return cpuMs() + patience * (BUDGET_MS + units * BUDGET_MS_A_UNIT)
  }

  /** The reason, where it could not be read. */
  #read(text: string, shift: number, deadline: number): FlatTree | string {
    const began = cpuMs()
    try {
      // A step is short as a rule, but the grammar looks past all comments and continued lines that follow, in each step anew.
      // No thread has more CPU time than has passed, and what has passed is asked for at less cost.
      const soonest = performance.now() + deadline - began
      const progressCallback = () => performance.now() > soonest && cpuMs() > deadline
      const tree = this.#parser.parse(text, null, { progressCallback })
      if (tree === null) {
        this.#parser.reset()
        this.#lostMs += cpuMs() - began
        return TOO_LONG
      }
      const read = { flat: this.#flattener.flat(tree, shift), broken: tree.rootNode.hasError }
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
