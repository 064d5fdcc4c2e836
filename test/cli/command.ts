// Runs the command line as a person would: a process of its own, in a folder of its own, with no settings but the given.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))
/** Before the program itself, for `spawn`. */
export const NODE_ARGUMENTS = ['--conditions=portcullis-source', BIN]

/** Milliseconds of work less than the default: these tests are not about the cost of a hash. */
const CHEAP = {
  PORTCULLIS_PASSWORD_MEMORY: '64',
  PORTCULLIS_PASSWORD_ITERATIONS: '1',
}

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export interface Site {
  /** The working directory, empty at first. */
  readonly folder: string
  /** Where the database lies. */
  readonly data: string
  readonly env: NodeJS.ProcessEnv
  /** `portcullis` with these arguments; `input` is standard input, a pipe. */
  run(
    args: readonly string[],
    options?: { input?: string | Buffer; env?: NodeJS.ProcessEnv },
  ): Promise<Outcome>
  start(
    args: readonly string[],
    options?: { env?: NodeJS.ProcessEnv; node?: readonly string[] },
  ): ChildProcessWithoutNullStreams
}

export function newSite(t: TestContext): Site {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-cli-'))
  const data = join(folder, 'data')
  const env = { PATH: process.env['PATH'], PORTCULLIS_DATA: data, ...CHEAP }
  const running = new Set<ChildProcessWithoutNullStreams>()
  t.after(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const start: Site['start'] = (args, options = {}) => {
    const child = spawn(process.execPath, [...(options.node ?? []), ...NODE_ARGUMENTS, ...args], {
      cwd: folder,
      env: { ...env, ...options.env },
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }

  return {
    folder,
    data,
    env,
    start,
    async run(args, { input = '', ...options } = {}) {
      const child = start(args, options)
      // A command that refuses early closes the pipe before it has read.
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
      return outcomeOf(child)
    },
  }
}

export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}
