// A command that a deployment runs: its environment, and its words.
import type { Location } from '../location.ts'
import type { Gathered } from './parts.ts'
import { commandsOf, startOf, startsApp } from './words.ts'

const SHELLS = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  '/bin/sh',
  '/bin/bash',
  '/bin/ash',
  '/bin/dash',
  '/usr/bin/env',
])
/** `sh -c "sh -c '…'"` */
const DEEPEST = 4

/** Words as they are run: `sh -c "a && b"` runs a and b. `onlyApps`: leaves out what starts no application. */
export function addCommand(
  words: readonly string[],
  place: Location,
  gathered: Gathered,
  onlyApps = false,
  depth = 0,
): void {
  const { environment, command } = startOf(words)
  for (const [name, value] of environment) gathered.environment.push({ name, value, at: place })
  const flag = command.findIndex((word) => /^-[a-z]{0,4}c$/.test(word))
  const script = command[flag + 1]
  if (SHELLS.has(command[0] ?? '') && flag !== -1 && script !== undefined && depth < DEEPEST) {
    for (const inner of commandsOf(script)) addCommand(inner.words, place, gathered, onlyApps, depth + 1)
  } else if (command.length > 0 && (!onlyApps || startsApp(command)))
    gathered.commands.push({ words: command, at: place })
}

/** Every command of a shell text. */
export function addShell(text: string, place: Location, gathered: Gathered, onlyApps = false): void {
  for (const { words } of commandsOf(text)) addCommand(words, place, gathered, onlyApps)
}
