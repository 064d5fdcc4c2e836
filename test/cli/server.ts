// A server started by `portcullis serve`, as a process of its own on a free port.
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { type Outcome, outcomeOf, type Site } from './command.ts'

/** Any free port; the origin then has to be said. */
export const FREE = { PORTCULLIS_PORT: '0', PORTCULLIS_ORIGIN: 'http://localhost' }

interface Server {
  child: ChildProcessWithoutNullStreams
  port: number
  /** All it has said on standard error until now. */
  said(): string
  ended: Promise<Outcome>
}

export async function startServer(
  site: Site,
  { env = {}, node = [] }: { env?: NodeJS.ProcessEnv; node?: readonly string[] } = {},
): Promise<Server> {
  return listening(site.start(['serve'], { env: { ...FREE, ...env }, node }))
}

/** Once it has said which port it listens on. */
export async function listening(child: ChildProcessWithoutNullStreams): Promise<Server> {
  const ended = outcomeOf(child)
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (text) => {
      said += text
      const [, found] = /listening on .+:(\d+)\)/.exec(said) ?? []
      if (found !== undefined) resolve(Number(found))
    })
    child.once('exit', () => reject(new Error(`it ended: ${said}`)))
  })
  return { child, port, said: () => said, ended }
}
