// A shell command as words, as far as it can be told without running anything (POSIX.1-2024, Shell Command Language, 2.2).

export interface Words {
  readonly words: readonly string[]
  /** Offsets into the text that was split. */
  readonly start: number
  readonly end: number
}

/** Commands of one text, separated by `;`, `&&`, `||`, `|`, `&` or a line's end. Comments and line joins are left out. */
export function commandsOf(text: string, from = 0, to = text.length): Words[] {
  const commands: Words[] = []
  let words: string[] = []
  let start = -1
  let at = from
  const finish = (end: number) => {
    if (words.length > 0) commands.push({ words, start, end })
    words = []
    start = -1
  }
  let lastEnd = from
  while (at < to) {
    const char = text.charAt(at)
    if (char === '\\' && (text.charAt(at + 1) === '\n' || text.startsWith('\r\n', at + 1)))
      at += text.charAt(at + 1) === '\n' ? 2 : 3
    else if (char === '\n' || char === ';' || char === '&' || char === '|') {
      finish(lastEnd)
      at++
    } else if (char === ' ' || char === '\t' || char === '\r') at++
    else if (char === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? to : end
    } else {
      const word = wordAt(text, at, to)
      if (start === -1) start = at
      words.push(word.text)
      at = word.end
      lastEnd = at
    }
  }
  finish(lastEnd)
  return commands
}

/** Never empty: the first character is no separator. */
function wordAt(text: string, from: number, to: number): { text: string; end: number } {
  let word = ''
  let at = from
  while (at < to) {
    const char = text.charAt(at)
    if (char === "'" || char === '"') {
      const close = quoteEnd(text, at, to)
      word += text.slice(at + 1, close)
      at = close + 1
    } else if (char === '\\') {
      const isJoin = text.charAt(at + 1) === '\n'
      if (!isJoin) word += text.charAt(at + 1)
      at += 2
    } else if (ENDS_WORD.includes(char)) break
    else {
      word += char
      at++
    }
  }
  return { text: word, end: Math.min(at, to) }
}

const ENDS_WORD = ' \t\r\n;&|'

function quoteEnd(text: string, open: number, to: number): number {
  const quote = text.charAt(open)
  for (let at = open + 1; at < to; at++) {
    const char = text.charAt(at)
    if (char === '\\' && quote === '"') at++
    else if (char === quote) return at
  }
  return to
}

const SERVERS = new Set(
  'gunicorn uwsgi waitress-serve hypercorn uvicorn daphne granian mod_wsgi-express flask python python2 python3 celery'.split(
    ' ',
  ),
)
/** What stands before a command and changes nothing of it. */
const WRAPPERS = new Set(
  'exec sudo env nohup time dumb-init tini su-exec gosu nice ionice poetry pipenv pdm uv rye hatch run --'.split(
    ' ',
  ),
)

/** `FLASK_DEBUG=1 exec poetry run gunicorn app:app`: the assignments, and the command itself. */
export function startOf(words: readonly string[]): {
  environment: [string, string][]
  command: readonly string[]
} {
  const environment: [string, string][] = []
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] as string
    const [, name, value] = ASSIGNMENT.exec(word) ?? []
    if (name !== undefined && value !== undefined) environment.push([name, value])
    else if (!WRAPPERS.has(word)) break
  }
  return { environment, command: words.slice(at) }
}

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s

/** Whether a command starts a server or an application of Python. */
export function startsApp(command: readonly string[]): boolean {
  const name = (command[0] ?? '').split('/').at(-1) ?? ''
  return SERVERS.has(name.replace(/^(python3?)\.\d{1,3}$/, '$1'))
}

/** Each word with its place; separators of commands count as blanks. */
export function* placedWords(
  text: string,
  from: number,
  to: number,
): Generator<{ text: string; start: number; end: number }> {
  let at = from
  while (at < to) {
    const char = text.charAt(at)
    if (char === '\\' && text.charAt(at + 1) === '\n') at += 2
    else if (ENDS_WORD.includes(char)) at++
    else {
      const word = wordAt(text, at, to)
      yield { text: word.text, start: at, end: word.end }
      at = Math.max(word.end, at + 1)
    }
  }
}
