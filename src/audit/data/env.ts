// .env and .flaskenv, Procfile, shell scripts.
import type { SourceFile } from '../project.ts'
import { addCommand, addShell } from './command.ts'
import { at, type Gathered, linesOf, unquoted } from './parts.ts'
import { commandsOf } from './words.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/
const EXPORT = 'export '
const PROCESS = /^([A-Za-z0-9_-]+):(.*)$/

export function readEnv(file: SourceFile, gathered: Gathered): void {
  for (const { line, start } of linesOf(file.text)) {
    const equals = line.indexOf('=')
    if (equals === -1) continue
    const left = line.slice(0, equals).trim()
    const name = left.startsWith(EXPORT) ? left.slice(EXPORT.length).trim() : left
    if (!NAME.test(name)) continue
    const rest = line.slice(equals + 1)
    const from = start + line.lastIndexOf(name, equals)
    gathered.environment.push({
      name,
      value: envValue(rest),
      at: at(file, from, start + line.trimEnd().length),
    })
  }
}

function envValue(rest: string): string {
  const value = rest.trim()
  const quote = value.charAt(0)
  if (quote === '"' || quote === "'") {
    const close = value.indexOf(quote, 1)
    return close === -1 ? value : value.slice(1, close)
  }
  const comment = value.indexOf(' #')
  return unquoted((comment === -1 ? value : value.slice(0, comment)).trim())
}

/** `web: gunicorn app:app`; what runs at release or in tests serves nobody. */
export function readProcfile(file: SourceFile, gathered: Gathered): void {
  for (const { line, start } of linesOf(file.text)) {
    const [, name, command] = PROCESS.exec(line) ?? []
    if (name === undefined || command === undefined || command.trim() === '' || name === 'release') continue
    const from = start + line.length - command.trimStart().length
    addShell(command, at(file, from, start + line.trimEnd().length), gathered)
  }
}

/** What a script starts or exports. Everything else in it is its own business. */
export function readScript(file: SourceFile, gathered: Gathered): void {
  for (const { words, start, end } of commandsOf(file.text)) {
    const place = at(file, start, end)
    if (words[0] === 'export' || words[0] === 'set -x') {
      for (const word of words.slice(1)) {
        const equals = word.indexOf('=')
        if (equals > 0)
          gathered.environment.push({ name: word.slice(0, equals), value: word.slice(equals + 1), at: place })
      }
    } else addCommand(words, place, gathered, true)
  }
}
