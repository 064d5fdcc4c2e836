// Runs the command that was asked for, and turns what comes of it into words and an exit code.
import { SettingsError } from '../config/problem.ts'
import { type Request, readArguments } from './arguments.ts'
import type { CommandName } from './commands.ts'
import { helpText } from './help.ts'
import { endQuietlyOnClosedPipe, print, tell } from './output.ts'
import type { ExitCode, Problem, Run } from './result.ts'
import { version } from './version.ts'

/** A loader a command, so that `--help` waits for none of them. */
type Actions = Readonly<Record<CommandName, () => Promise<Run>>>

export async function main(argv: readonly string[], actions: Actions): Promise<ExitCode> {
  endQuietlyOnClosedPipe()
  const request = readArguments(argv)
  switch (request.kind) {
    case 'help':
      print(helpText(request.about))
      return 0
    case 'version':
      print(version())
      return 0
    case 'misused':
      tellProblems([{ words: request.words }], argv.includes('--json'))
      return 2
    case 'run':
      return run(request, actions)
  }
}

async function run({ name, call }: Request & { kind: 'run' }, actions: Actions): Promise<ExitCode> {
  const asJson = call.options.has('json')
  try {
    const action = await actions[name]()
    const result = await action(call)
    if (result.kind === 'done') return 0
    tellProblems(result.problems, asJson)
    return result.code ?? 1
  } catch (error) {
    tellProblems(problemsOf(error), asJson)
    return 1
  }
}

/** Errors in words are for the operator, who needs no stack; a slip in our code is for its developer, who does. */
function problemsOf(error: unknown): Problem[] {
  if (error instanceof SettingsError) {
    return error.problems.map(({ words, setting, source }) => ({
      words,
      ...(setting === '' ? {} : { setting }),
      ...(source === '' ? {} : { source }),
    }))
  }
  if (!(error instanceof Error)) return [{ words: String(error) }]
  return [{ words: isSlip(error) ? (error.stack ?? String(error)) : error.message }]
}

function isSlip(error: Error): boolean {
  return [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind)
}

function tellProblems(problems: readonly Problem[], asJson: boolean): void {
  if (problems.length === 0) return
  if (asJson) tell(JSON.stringify({ problems }, undefined, 2))
  else for (const { words } of problems) tell(`portcullis: ${words}`)
}
