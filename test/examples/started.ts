// Starts a program that listens, on a port that the system picks and with a folder of its own for its data.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'

/** Milliseconds; a busy machine takes its time. */
const START_WITHIN = 30_000

/** `node`, and commands that start with it, are then the one that runs the tests, not the machine's older one. */
export const OWN_NODE_FIRST = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`

export interface Started {
  origin: string
  /** Asks it to end, as a service manager would. @returns its exit code, null when the signal killed it */
  end(): Promise<number | null>
}

/** By the command that the first line of its server.ts documents. */
export async function startExample(name: string): Promise<Started> {
  const [caption = ''] = readFileSync(`examples/${name}/server.ts`, 'utf8').split('\n')
  const [command = '', ...words] = /`([^`]+)`/.exec(caption)?.[1]?.split(' ') ?? []
  return startListening(command, words)
}

/** Waits for the first address on its standard output; what it says on the other stream names its origin, which is not where it listens. */
export async function startListening(
  command: string,
  words: readonly string[],
  options: { cwd?: string } = {},
): Promise<Started> {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-started-'))
  const child = spawn(command, words, {
    ...options,
    // With a port that nobody knows yet, the origin can't be guessed.
    env: {
      ...process.env,
      PATH: OWN_NODE_FIRST,
      PORTCULLIS_PORT: '0',
      PORTCULLIS_ORIGIN: 'http://localhost:3000',
      PORTCULLIS_DATA: data,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 2 * START_WITHIN,
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const end = async () => {
    child.kill()
    return (await ended)[0]
  }
  after(async () => {
    await end()
    rmSync(data, { recursive: true, force: true })
  })

  const said: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const late = setTimeout(() => reject(new Error(`it does not listen: ${said.join('\n')}`)), START_WITHIN)
  createInterface({ input: child.stderr }).on('line', (line) => void said.push(line))
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    const port = / at http:\/\/[\w.[\]:]+:(\d+)/.exec(line)?.[1]
    if (port !== undefined) resolve(`http://localhost:${port}`)
  })
  ended.then(([code]) => reject(new Error(`it ended with ${code}: ${said.join('\n')}`)))
  try {
    return { origin: await promise, end }
  } finally {
    clearTimeout(late)
  }
}
