// A server in a process of its own, so that its CPU time is its own.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Report } from './servers/report.ts'

/** Milliseconds: a server that takes longer to start, or to say what it used, is taken for dead. */
const PATIENCE = 90_000

export interface Child {
  readonly origin: string
  /** Microseconds of CPU that the process has used so far. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

/** Starts `bench/servers/NAME.ts`. @throws Error when it ends, or says nothing */
export async function startChild(name: string, argument: string): Promise<Child> {
  const server = fork(new URL(`./servers/${name}.ts`, import.meta.url), [argument], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { port } = (await nextReport(server, name)) as { port: number }
  return {
    origin: `http://127.0.0.1:${port}`,
    async cpu() {
      server.send('cpu')
      return ((await nextReport(server, name)) as { cpu: number }).cpu
    },
    async stop() {
      if (server.exitCode !== null) return
      const ended = once(server, 'exit', { signal: AbortSignal.timeout(PATIENCE) })
      server.disconnect()
      await ended.catch(() => server.kill('SIGKILL'))
    },
  }
}

async function nextReport(server: ChildProcess, name: string): Promise<Report> {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(PATIENCE)])
  try {
    const [report] = await Promise.race([
      once(server, 'message', { signal }),
      once(server, 'exit', { signal }).then(([code]) => {
        throw new Error(`the ${name} server ended with ${code}`)
      }),
    ])
    return report
  } catch (error) {
    server.kill('SIGKILL')
    throw error
  } finally {
    settled.abort()
  }
}
