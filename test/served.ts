// The real program in a process of its own: `portcullis serve` on a free port, its log lines kept.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
/** What pages are told they are at; requests say it in `Origin`. */
const ORIGIN = 'http://localhost:3000'

interface Served {
  port: number
  /** Lines of standard output: the log. */
  log: string[]
  /** Of standard error: words for the person who started it. */
  said: string[]
  child: ChildProcess
  /** Ends it, and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** A folder of its own, removed when the tests of this file are over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-served-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Cheap hashes and high limits; `environment` overrides, `nodeOptions` stand before the program. */
export async function serve(
  data: string,
  environment: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): Promise<Served> {
  const child = spawn(process.execPath, [...nodeOptions, '--conditions=portcullis-source', BIN, 'serve'], {
    cwd: data,
    env: {
      PATH: process.env['PATH'],
      PORTCULLIS_DATA: data,
      PORTCULLIS_PORT: '0',
      PORTCULLIS_ORIGIN: ORIGIN,
      PORTCULLIS_PASSWORD_MEMORY: '64',
      PORTCULLIS_PASSWORD_ITERATIONS: '1',
      PORTCULLIS_LIMITS_LOGIN: '10000 per minute',
      PORTCULLIS_LIMITS_REGISTER: '10000 per minute',
      PORTCULLIS_LIMITS_DEFAULT: '100000 per minute',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  after(() => void child.kill('SIGKILL'))
  const log: string[] = []
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => void said.push(line))
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line)
      const found = /Server listening at http:\/\/[^"]*:(\d+)"/.exec(line)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
    ended.then(() => reject(new Error(`it did not start: ${[...said, ...log].join('\n')}`)))
  })
  return {
    port,
    log,
    said,
    child,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}

/** A client with a memory for cookies; it follows no redirect. */
export class Client {
  readonly cookies = new Map<string, string>()
  readonly #port: number

  constructor(port: number) {
    this.#port = port
  }

  async send(path: string, form?: Record<string, string>): Promise<{ status: number; body: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        origin: ORIGIN,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return { status: response.status, body: await response.text() }
  }

  /** Opens the page, then sends its form. */
  async post(path: string, form: Record<string, string>): Promise<{ status: number; body: string }> {
    return this.send(path, { csrf_token: await this.token(path), ...form })
  }

  async token(path: string): Promise<string> {
    const { body } = await this.send(path)
    return /name="csrf_token" value="([^"]+)"/.exec(body)?.[1] ?? ''
  }
}
