// Stopping: no new connections, requests in flight finished, everything closed, and an end to waiting.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { DONE, type Result, wrong } from './result.ts'

/** Milliseconds. npm passes on a Ctrl-C that the terminal has already sent to everybody: the same signal, twice. */
const SAME_SIGNAL = 500
/** Milliseconds between two looks for connections that have become idle. */
const IDLE_LOOK = 50
/** Turns without a new connection, and milliseconds of each, after which nobody is taken to be waiting to be accepted. */
const QUIET_TURNS = 5
const TURN = 10
/** Milliseconds; under a load that never ends the door is shut all the same. */
const LONGEST_ACCEPTING = 1_000
/** Milliseconds that the first bytes of a connection may take before it counts as opened ahead. */
const FIRST_BYTES = 250
/** Milliseconds that closing the database may take after the last connection was cut. */
const CLEAN_UP = 2_000
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * To be called before the app listens; what it returns waits until the process is told to stop, and stops it.
 * @param timeout seconds that requests in flight have to finish
 */
export function shutdownOf(app: FastifyInstance, timeout: number): () => Promise<Result> {
  const { arrivals, unused } = connectionsOf(app)
  const crashes: unknown[] = []
  const told = toldToStop(app, crashes)
  return async function untilStopped() {
    await told
    await lastArrivals(arrivals)
    const inTime = await close(app, unused, timeout)
    if (!inTime) return wrong(`stopped after ${timeout} s, with requests still in flight`)
    return crashes.length > 0 ? wrong('stopped after an error; the log has it') : DONE
  }
}

function connectionsOf(app: FastifyInstance): { arrivals: () => number; unused: () => Socket[] } {
  const open = new Map<Socket, number>()
  let arrived = 0
  app.server.on('connection', (socket) => {
    arrived++
    open.set(socket, performance.now())
    socket.once('close', () => open.delete(socket))
  })
  return {
    arrivals: () => arrived,
    /** On which nothing has ever come: browsers open some ahead, and Node doesn't count them as idle. */
    unused() {
      const before = performance.now() - FIRST_BYTES
      return [...open]
        .filter(([socket, since]) => socket.bytesRead === 0 && since < before)
        .map(([socket]) => socket)
    },
  }
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

/**
 * The system accepts connections for us before we take them, and resets those that wait when the door is shut: people who came before
 * the signal would read that the site is broken.
 */
async function lastArrivals(arrivals: () => number): Promise<void> {
  const end = performance.now() + LONGEST_ACCEPTING
  for (let quiet = 0; quiet < QUIET_TURNS && performance.now() < end; ) {
    const before = arrivals()
    await sleep(TURN)
    quiet = arrivals() === before ? quiet + 1 : 0
  }
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
