// What a command is given and what it answers; main.ts turns the answer into words and an exit code.
import type { OptionName } from './commands.ts'

export interface Call {
  /** As many as the table says. */
  readonly values: readonly string[]
  readonly options: ReadonlySet<OptionName>
}

export interface Problem {
  readonly words: string
  /** The setting, where it is one's. */
  readonly setting?: string
  /** Where that was set. */
  readonly source?: string
}

export type Result = { kind: 'done' } | { kind: 'wrong'; problems: readonly Problem[] }

export type Run = (call: Call) => Promise<Result>

export const DONE: Result = { kind: 'done' }

/** Without words where the command has already said it all on standard output. */
export function wrong(...words: string[]): Result {
  return { kind: 'wrong', problems: words.map((text) => ({ words: text })) }
}
