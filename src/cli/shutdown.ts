// Stopping: no new connections, requests in flight finished, everything closed, and an end to waiting.
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { DONE, type Result, wrong } from './result.ts'

/** Milliseconds. npm passes on a Ctrl-C that the terminal has already sent to everybody: the same signal, twice. */
const SAME_SIGNAL = 500
/** Milliseconds between two looks for connections that have become idle. */
const IDLE_LOOK = 50
/** Milliseconds that closing the database may take after the last connection was cut. */
const CLEAN_UP = 2_000
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * To be called before the app listens; what it returns waits until the process is told to stop, and stops it.
 * @param timeout seconds that requests in flight have to finish
 */
export function shutdownOf(app: FastifyInstance, timeout: number): () => Promise<Result> {
  const unused = unusedSockets(app)
  const crashes: unknown[] = []
  const told = toldToStop(app, crashes)
  return async function untilStopped() {
    await told
    const inTime = await close(app, unused, timeout)
    if (!inTime) return wrong(`stopped after ${timeout} s, with requests still in flight`)
    return crashes.length > 0 ? wrong('stopped after an error; the log has it') : DONE
  }
}

/** Connections on which nothing has ever come: browsers open some ahead, and Node doesn't count them as idle. */
function unusedSockets(app: FastifyInstance): () => Socket[] {
  const open = new Set<Socket>()
  app.server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => [...open].filter((socket) => socket.bytesRead === 0)
}

/**
 * By a signal, or by an error that nobody caught: then the state is unknown, requests in flight finish all the same, and
 * a supervisor starts anew (ASVS V16.5.4).
 */
function toldToStop(app: FastifyInstance, crashes: unknown[]): Promise<void> {
  return new Promise((resolve) => {
    let since: number | undefined
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        since ??= performance.now()
        if (performance.now() - since > SAME_SIGNAL) process.exit(1)
        app.log.info({ signal }, 'stopping')
        resolve()
      })
    }
    process.on('uncaughtException', (error) => {
      crashes.push(error)
      app.log.fatal({ err: error }, 'an error that nobody caught; stopping')
      resolve()
    })
  })
}

/** False when requests had to be cut off. */
async function close(app: FastifyInstance, unused: () => Socket[], timeout: number): Promise<boolean> {
  let inTime = true
  // A connection with a request in flight at the signal is idle only afterwards, and would be kept for more of them.
  const idle = setInterval(() => {
    app.server.closeIdleConnections()
    for (const socket of unused()) socket.destroy()
  }, IDLE_LOOK)
  const late = setTimeout(() => {
    inTime = false
    app.server.closeAllConnections()
    setTimeout(() => process.exit(1), CLEAN_UP).unref()
  }, timeout * 1000)
  await app.close()
  clearInterval(idle)
  clearTimeout(late)
  return inTime
}
