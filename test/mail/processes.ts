// Mail servers and mail workers as processes of their own, ended with the test that started them.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ServerEvent, ServerProcessOptions } from './server-process.ts'
import type { WorkerProcessOptions } from './worker-process.ts'

type Taken = Extract<ServerEvent, { kind: 'mail' }>

export interface ServerProcess {
  port: number
  /** What it told of, in the order of its telling. */
  mails: Taken[]
  /** Resolves when it has told of so many mails. */
  took(count: number): Promise<void>
  /** Resolves when it has stopped reading in the middle of a message. */
  inMessage: Promise<void>
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<void>
}

export async function serverProcess(
  t: TestContext,
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const child = start(t, 'server-process.ts', options)
  const listening = Promise.withResolvers<number>()
  const inMessage = Promise.withResolvers<void>()
  const mails: Taken[] = []
  let look = () => undefined as unknown
  child.on('message', (event: ServerEvent) => {
    if (event.kind === 'listening') listening.resolve(event.port)
    else if (event.kind === 'in-message') inMessage.resolve()
    else mails.push(event)
    look()
  })
  child.once('exit', (code) => listening.reject(new Error(`the mail server ended: ${code}`)))
  const port = await listening.promise
  return {
    port,
    mails,
    took: (count) =>
      new Promise((resolve) => {
        look = () => mails.length >= count && resolve()
        look()
      }),
    inMessage: inMessage.promise,
    kill: () => kill(child),
  }
}

export interface WorkerProcess {
  /** Resolves when the server has taken the mail after which it stands still. */
  taken: Promise<unknown>
  /** Its exit code, at the end of its round. */
  ended: Promise<number | null>
  kill(): Promise<void>
}

export function workerProcess(t: TestContext, options: WorkerProcessOptions): WorkerProcess {
  const child = start(t, 'worker-process.ts', options)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const taken = Promise.race([
    once(child, 'message'),
    ended.then((code) => Promise.reject(new Error(`the worker ended: ${code}`))),
  ])
  taken.catch(() => undefined)
  return { taken, ended, kill: () => kill(child) }
}

function start(t: TestContext, file: string, options: object): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const execArgv = ['--conditions=portcullis-source']
  const child = fork(path, [JSON.stringify(options)], {
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  t.after(() => kill(child))
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
