// Dockerfiles: base images, and what holds in the last stage (docs.docker.com/reference/dockerfile).
import type { SourceFile } from '../project.ts'
import { addCommand, addShell } from './command.ts'
import { at, type Gathered, linesOf } from './parts.ts'
import { placedWords, startsApp } from './words.ts'

interface Instruction {
  readonly name: string
  /** Where its arguments stand; joined lines are within. */
  readonly start: number
  readonly end: number
}

interface Stage {
  readonly environment: { name: string; value: string; start: number; end: number }[]
  entrypoint: Instruction | null
  command: Instruction | null
}

export function readDockerfile(file: SourceFile, gathered: Gathered): void {
  const stages = new Map<string, Stage>()
  const args = new Map<string, string>()
  let stage: Stage | null = null
  for (const instruction of instructionsOf(file.text)) {
    const { name, start, end } = instruction
    if (name === 'FROM') stage = openStage(file, instruction, stages, args, gathered)
    else if (name === 'ARG') addArgs(file.text, instruction, args)
    if (stage === null) continue
    if (name === 'ENV') stage.environment.push(...variables(file.text, start, end))
    else if (name === 'CMD') stage.command = instruction
    else if (name === 'ENTRYPOINT') {
      stage.entrypoint = instruction
      // An entry point of one's own takes back the image's command.
      stage.command = null
    }
  }
  if (stage !== null) closeStage(file, stage, gathered)
}

function* instructionsOf(text: string): Generator<Instruction> {
  let open: { name: string; start: number } | null = null
  for (const { line, start } of linesOf(text)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const end = start + line.trimEnd().length
    if (open === null) {
      const name = /^[A-Za-z]+/.exec(trimmed)?.[0] ?? ''
      const from = start + line.indexOf(name) + name.length
      open = {
        name: name.toUpperCase(),
        start: from + (/^[ \t]+/.exec(text.slice(from, end))?.[0].length ?? 0),
      }
    }
    if (trimmed.endsWith('\\')) continue
    yield { ...open, end }
    open = null
  }
  if (open !== null) yield { ...open, end: text.length }
}

function openStage(
  file: SourceFile,
  { start, end }: Instruction,
  stages: Map<string, Stage>,
  args: ReadonlyMap<string, string>,
  gathered: Gathered,
): Stage {
  const words = [...placedWords(file.text, start, end)].filter(({ text }) => !text.startsWith('--'))
  const image = words[0]
  const name = words[1]?.text.toLowerCase() === 'as' ? words[2]?.text : undefined
  const base = image === undefined ? undefined : stages.get(image.text.toLowerCase())
  if (image !== undefined && base === undefined && image.text !== 'scratch')
    gathered.baseImages.push({ image: substituted(image.text, args), at: at(file, image.start, image.end) })
  const stage: Stage = {
    environment: [...(base?.environment ?? [])],
    entrypoint: base?.entrypoint ?? null,
    command: base?.command ?? null,
  }
  if (name !== undefined) stages.set(name.toLowerCase(), stage)
  return stage
}

/** `${NAME}`, `${NAME:-default}` and `$NAME`, where an ARG gives it. */
function substituted(text: string, args: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{([A-Za-z_][A-Za-z0-9_]{0,60})(?::-([^}$]{0,200}))?\}|\$([A-Za-z_][A-Za-z0-9_]{0,60})/g,
    (whole, braced, or, bare) => {
      return args.get(braced ?? bare) ?? or ?? whole
    },
  )
}

function addArgs(text: string, { start, end }: Instruction, args: Map<string, string>): void {
  for (const { name, value } of variables(text, start, end)) args.set(name, value)
}

/** `A=1 B="2 3"`, and the old `A 1`. */
function variables(
  text: string,
  start: number,
  end: number,
): { name: string; value: string; start: number; end: number }[] {
  const words = [...placedWords(text, start, end)]
  const first = words[0]
  if (first !== undefined && !first.text.includes('=') && words.length > 1)
    return [
      {
        name: first.text,
        value: words
          .slice(1)
          .map((word) => word.text)
          .join(' '),
        start,
        end,
      },
    ]
  return words.flatMap((word) => {
    const equals = word.text.indexOf('=')
    if (equals < 1) return []
    return [
      {
        name: word.text.slice(0, equals),
        value: word.text.slice(equals + 1),
        start: word.start,
        end: word.end,
      },
    ]
  })
}

function closeStage(file: SourceFile, { environment, entrypoint, command }: Stage, gathered: Gathered): void {
  for (const { name, value, start, end } of environment)
    gathered.environment.push({ name, value, at: at(file, start, end) })
  const entry = entrypoint === null ? null : execForm(file.text, entrypoint)
  const rest = command === null ? null : execForm(file.text, command)
  // The command is then the entry point's arguments.
  if (entrypoint !== null && entry !== null && rest !== null && startsApp(entry)) {
    addCommand([...entry, ...rest], at(file, entrypoint.start, entrypoint.end), gathered)
    return
  }
  for (const [instruction, words] of [
    [entrypoint, entry],
    [command, rest],
  ] as const) {
    if (instruction === null) continue
    const place = at(file, instruction.start, instruction.end)
    if (words !== null) addCommand(words, place, gathered)
    else addShell(file.text.slice(instruction.start, instruction.end), place, gathered)
  }
}

/** `["gunicorn", "app:app"]`; null for the shell form. */
function execForm(text: string, { start, end }: Instruction): string[] | null {
  const source = text.slice(start, end)
  if (!source.startsWith('[')) return null
  try {
    const words: unknown = JSON.parse(source.replaceAll('\\\n', ' ').replaceAll('\\\r\n', ' '))
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null
  } catch {
    return null
  }
}
