// uwsgi.ini, systemd units and supervisor's files: sections of keys.
import type { SourceFile } from '../project.ts'
import { addCommand, addShell } from './command.ts'
import { at, type Gathered, linesOf, unquoted } from './parts.ts'
import { placedWords } from './words.ts'

interface Entry {
  readonly section: string
  readonly key: string
  readonly value: string
  /** Of the value. */
  readonly start: number
  readonly end: number
}

/** A line that ends in `\` goes on in the next, as in units. */
function* entriesOf(text: string): Generator<Entry> {
  let section = ''
  let open: { key: string; start: number } | null = null
  for (const { line, start } of linesOf(text)) {
    const trimmed = line.trim()
    const end = start + line.trimEnd().length
    if (open === null) {
      if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue
      if (trimmed.startsWith('[')) {
        section = trimmed.slice(1, trimmed.indexOf(']')).toLowerCase()
        continue
      }
      const equals = line.indexOf('=')
      if (equals === -1) continue
      const value = line.slice(equals + 1)
      open = {
        key: line.slice(0, equals).trim(),
        start: start + equals + 1 + value.length - value.trimStart().length,
      }
    }
    if (trimmed.endsWith('\\')) continue
    const value = text.slice(open.start, end).replaceAll('\\\n', ' ').replaceAll('\\\r\n', ' ')
    yield { section, key: open.key, value, start: open.start, end }
    open = null
  }
}

/** As the command `uwsgi --key value …` would say it. */
export function readUwsgi(file: SourceFile, gathered: Gathered): void {
  const words = ['uwsgi']
  let first: Entry | undefined
  let last: Entry | undefined
  for (const entry of entriesOf(file.text)) {
    if (entry.section !== 'uwsgi') continue
    first ??= entry
    last = entry
    words.push(`--${entry.key}`, entry.value)
    const [name, ...rest] = entry.key === 'env' ? entry.value.split('=') : []
    if (name !== undefined)
      gathered.environment.push({ name, value: rest.join('='), at: at(file, entry.start, entry.end) })
  }
  if (first !== undefined && last !== undefined)
    gathered.commands.push({ words, at: at(file, first.start, last.end) })
}

/** systemd (`Environment=`, `ExecStart=`) and supervisor (`command=`, `environment=`). */
export function readUnit(file: SourceFile, gathered: Gathered): void {
  for (const { section, key, value, start, end } of entriesOf(file.text)) {
    const place = at(file, start, end)
    if (section === 'service' && key === 'Environment')
      for (const word of placedWords(file.text, start, end))
        addVariable(word.text, at(file, word.start, word.end), gathered)
    else if (section === 'service' && key === 'ExecStart')
      addShell(value.replace(/^[-@:+!]{1,3}/, ''), place, gathered)
    else if (section.startsWith('program:') && key === 'command') addShell(value, place, gathered)
    else if (section.startsWith('program:') && key === 'environment')
      for (const part of value.split(',')) addVariable(part.trim(), place, gathered)
  }
}

function addVariable(source: string, place: ReturnType<typeof at>, gathered: Gathered): void {
  const equals = source.indexOf('=')
  if (equals < 1) return
  gathered.environment.push({
    name: source.slice(0, equals),
    value: unquoted(source.slice(equals + 1)),
    at: place,
  })
}

const SETTING = /^[a-z_]+$/

/** gunicorn.conf.py: `workers = 4` reads as `gunicorn --workers 4`. Its literals alone; it is Python, and never run. */
export function readGunicornConf(file: SourceFile, gathered: Gathered): void {
  const words = ['gunicorn']
  let from = -1
  let to = 0
  for (const { line, start } of linesOf(file.text)) {
    const equals = line.indexOf('=')
    const name = line.slice(0, Math.max(equals, 0)).trimEnd()
    if (!SETTING.test(name)) continue
    const source = line.slice(equals + 1)
    const value = unquoted((source.split(' #')[0] as string).trim())
    if (from === -1) from = start
    to = start + line.trimEnd().length
    words.push(`--${name.replaceAll('_', '-')}`, value)
  }
  if (from !== -1) addCommand(words, at(file, from, to), gathered)
}
