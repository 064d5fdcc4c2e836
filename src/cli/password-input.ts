// Reads a new password: from the terminal, twice and unseen, or else from standard input, one line.
import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'

/** Bytes of a password on standard input: the longest that the settings allow is some 4 KiB. */
const MOST_BYTES = 16_384

type PasswordInput = { kind: 'typed'; password: string } | { kind: 'unreadable'; problem: string }

export function readNewPassword(input = process.stdin): Promise<PasswordInput> {
  return input.isTTY ? askTwice(input) : readOneLine(input)
}

async function askTwice(input: NodeJS.ReadStream): Promise<PasswordInput> {
  // readline edits the line and would show it: what it writes goes nowhere.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: unseen, terminal: true, historySize: 0 })
  terminal.on('SIGINT', () => terminal.close())
  const lines = terminal[Symbol.asyncIterator]()
  try {
    const password = await ask('New password (not shown): ', lines)
    if (password === undefined) return unreadable('cancelled')
    const again = await ask('The same again: ', lines)
    if (again === undefined) return unreadable('cancelled')
    return password === again ? { kind: 'typed', password } : unreadable('the two passwords differ')
  } finally {
    terminal.close()
  }
}

async function ask(prompt: string, lines: AsyncIterator<string>): Promise<string | undefined> {
  process.stderr.write(prompt)
  const line = await lines.next()
  process.stderr.write('\n')
  return line.done ? undefined : line.value
}

/** Only the line's end is taken off: a space may be part of a password. */
async function readOneLine(input: Readable): Promise<PasswordInput> {
  const bytes = await readAtMost(input, MOST_BYTES)
  if (bytes === undefined) return unreadable(`standard input holds more than ${MOST_BYTES} bytes`)
  const text = decode(bytes)?.replace(/\r?\n$/, '')
  if (text === undefined) return unreadable('the password on standard input is no UTF-8 text')
  if (text === '') return unreadable('a password is missing on standard input; `--generate` makes one')
  if (/[\r\n]/.test(text)) return unreadable('standard input holds more than one line')
  return { kind: 'typed', password: text }
}

async function readAtMost(input: Readable, most: number): Promise<Buffer | undefined> {
  let read = 0
  const chunks: Buffer[] = []
  for await (const chunk of input as AsyncIterable<Buffer>) {
    read += chunk.length
    if (read > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unreadable(problem: string): PasswordInput {
  return { kind: 'unreadable', problem }
}
