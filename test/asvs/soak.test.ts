// After 8,000 requests, dropped connections among them, nothing is held that was not held before.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { type AddressInfo, connect, type Server } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openHouse } from '../house.ts'

const REQUESTS = 8_000
/** Before the first look: caches fill, and the compiler has its say. */
const WARM_UP = 3_000
/** At once, so many times: what one of them leaves must outweigh what the collector leaves by chance. */
const DROPPED = 300
const DROPS = 4
const MOST_GROWTH = 1.1

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

interface Held {
  heap: number
  files: number
  timers: number
}

async function held(server: Server): Promise<Held> {
  // Dropped sockets are closed in the turns that follow; one that never is makes this test run out of its time.
  while ((await promisify(server.getConnections.bind(server))()) > 0) await new Promise(setImmediate)
  collectGarbage()
  return {
    heap: process.memoryUsage().heapUsed,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  }
}

test(`V1.4.3 ${REQUESTS} requests leave no memory, file or timer behind`, { timeout: 600_000 }, async (t) => {
  const { app, member, visitor } = await openHouse({ limits: { default: '10000000 per minute' } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const alice = await member('alice')
  const stranger = visitor()
  const token = await stranger.token('/login')
  const sent = [
    () => alice.send({ url: '/dashboard' }),
    () => stranger.send({ url: '/register' }),
    () => stranger.send({ url: '/nothing' }),
    () => stranger.send({ method: 'POST', url: '/login', form: { csrf_token: token } }),
    () => stranger.send({ method: 'POST', url: '/login', form: {} }),
  ]
  const run = async (requests: number) => {
    for (let number = 0; number < requests; number++) {
      const { status } = await sent[number % sent.length]!()
      assert.ok(status < 500)
      // A visitor remembers every Set-Cookie; that memory is the test's.
      alice.setCookies.length = 0
      stranger.setCookies.length = 0
    }
  }
  const drop = (connections: number) =>
    Promise.all(
      Array.from(
        { length: connections },
        (_, number) =>
          new Promise<void>((done) => {
            const socket = connect({ port, host: '127.0.0.1' }, () => {
              socket.write(
                `POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: ${number}000\r\n\r\nusername=`,
                () => {
                  socket.destroy()
                },
              )
            })
            socket.on('error', () => undefined)
            socket.on('close', () => done())
          }),
      ),
    )
  const dropAll = async () => {
    for (let time = 0; time < DROPS; time++) await drop(DROPPED)
  }
  await run(WARM_UP)
  await dropAll()
  const before = await held(app.server)
  await run(REQUESTS)
  await dropAll()
  const after = await held(app.server)
  t.diagnostic(JSON.stringify({ before, after }))
  assert.ok(after.heap < before.heap * MOST_GROWTH, `heap ${before.heap} → ${after.heap} bytes`)
  assert.ok(after.files <= before.files, `files ${before.files} → ${after.files}`)
  assert.ok(after.timers <= before.timers, `timers ${before.timers} → ${after.timers}`)
})
