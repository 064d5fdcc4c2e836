// What a command is given and what it answers; main.ts turns the answer into words and an exit code.
import type { OptionName } from './commands.ts'

export interface Call {
  /** As many as the table says. */
  readonly values: readonly string[]
  readonly options: ReadonlySet<OptionName>
  /** Of options that take one: each as it was given, in order. */
  readonly given: ReadonlyMap<OptionName, readonly string[]>
}

export interface Problem {
  readonly words: string
  /** The setting, where it is one's. */
  readonly setting?: string
  /** Where that was set. */
  readonly source?: string
}

interface Wrong {
  readonly kind: 'wrong'
  readonly problems: readonly Problem[]
  /** 1 where nothing is said. */
  readonly code?: ExitCode
}

export type Result = { kind: 'done' } | Wrong

/** 0 done, 1 something is wrong, 2 wrong usage; 3 is for a command that says what it means. */
export type ExitCode = 0 | 1 | 2 | 3

export type Run = (call: Call) => Promise<Result>

export const DONE: Result = { kind: 'done' }

/** Without words where the command has already said it all on standard output. */
export function wrong(...words: string[]): Wrong {
  return { kind: 'wrong', problems: words.map((text) => ({ words: text })) }
}
