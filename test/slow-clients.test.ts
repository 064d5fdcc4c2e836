// Clients that send slowly, or too much, on real sockets: they are cut off, and nobody else waits for them.
import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { openHouse } from './house.ts'
import { requestText, sendRaw, talk } from './raw.ts'
import { openHost } from './shield/host.ts'

/** Seconds that a client has for its headers, and for its whole request. */
const HEADERS = 1
const REQUEST = 2
/** Milliseconds: connections are looked at once a second. */
const LATEST = (REQUEST + 4) * 1000
const FORM = 'content-type: application/x-www-form-urlencoded\r\n'
const MEGABYTE = 1_048_576

async function listening(options: Parameters<typeof openHouse>[0] = {}): Promise<number> {
  const { app } = await openHouse({
    server: { headersTimeout: HEADERS, requestTimeout: REQUEST },
    ...options,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

test('defect 32: 50 half-sent requests keep nobody waiting, and are cut off', async () => {
  const port = await listening()
  let open = 0
  const half = Array.from({ length: 50 }, (_, number) =>
    talk(port, (socket) => {
      const headers = `POST /login HTTP/1.1\r\nHost: localhost:3000\r\n${FORM}Content-Length: 500\r\n`
      // Some stop in the headers, some in the body.
      socket.write(number % 2 === 0 ? headers : `${headers}\r\nusername=al`)
      open++
    }),
  )
  while (open < 50) await new Promise(setImmediate)
  for (let visit = 0; visit < 10; visit++) {
    const { status, took } = await sendRaw(port, requestText('GET /'))
    assert.equal(status, 200)
    assert.ok(took < HEADERS * 1000, `GET / took ${took} ms`)
  }
  for (const { status, took } of await Promise.all(half)) {
    assert.equal(status, 408)
    assert.ok(took < LATEST, `cut off after ${took} ms only`)
  }
})

test('a client that drips its body one byte at a time is cut off', async () => {
  const port = await listening()
  const { status, took } = await talk(port, (socket) => {
    socket.write(`POST /login HTTP/1.1\r\nHost: localhost:3000\r\n${FORM}Content-Length: 500\r\n\r\n`)
    const timer = setInterval(() => socket.write('a'), 100)
    socket.on('close', () => clearInterval(timer))
  })
  assert.equal(status, 408)
  assert.ok(took < LATEST, `${took} ms`)
})

test('a connection on which nothing comes is ended', async () => {
  const port = await listening()
  const { took } = await talk(port, () => undefined)
  assert.ok(took < LATEST, `${took} ms`)
})

test('V5.2.1 a body announced as too long is 413 before any of it is read', async () => {
  const port = await listening()
  for (const length of [65_537, 1_000_000_000]) {
    const { status, text, took } = await talk(port, (socket) => {
      socket.write(`POST /login HTTP/1.1\r\nHost: localhost:3000\r\n${FORM}Content-Length: ${length}\r\n\r\n`)
    })
    assert.equal(status, 413)
    assert.match(text, /That is too much at once/)
    assert.match(text, /\r\nconnection: close\r\n/i)
    assert.ok(took < HEADERS * 1000, `${took} ms`)
  }
})

test('V5.2.1 an endless chunked body is 413 after 64 KiB, and the connection ends', async () => {
  const port = await listening()
  let sent = 0
  const { status, took } = await talk(port, (socket) => {
    socket.write(
      `POST /register HTTP/1.1\r\nHost: localhost:3000\r\n${FORM}Transfer-Encoding: chunked\r\n\r\n`,
    )
    const chunk = `1000\r\n${'a'.repeat(0x1000)}\r\n`
    const more = () => {
      if (socket.destroyed || sent > 64 * MEGABYTE) return
      sent += 0x1000
      if (socket.write(chunk)) setImmediate(more)
      else socket.once('drain', more)
    }
    more()
  })
  assert.equal(status, 413)
  // What the two ends' buffers hold was sent, and no more than that.
  assert.ok(sent < 16 * MEGABYTE, `${sent} bytes were taken`)
  assert.ok(took < LATEST, `${took} ms`)
})

test('exactly 64 KiB are read, one byte more is not', async () => {
  const port = await listening()
  const body = (length: number) => `username=${'a'.repeat(length - 9)}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  // Without a token it is refused, but by what was read.
  assert.equal((await sendRaw(port, requestText('POST /login', headers, body(65_536)))).status, 400)
  assert.equal((await sendRaw(port, requestText('POST /login', headers, body(65_537)))).status, 413)
})

test('a reader that takes none of its answers is cut off', async () => {
  const { app } = await openHost((host) => void host.get('/large', async () => 'x'.repeat(MEGABYTE)), {
    server: { headersTimeout: HEADERS, requestTimeout: REQUEST },
    limits: { enabled: false },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const ended = new Promise<number>((done) => {
    app.server.once('connection', (socket) => {
      const start = Date.now()
      socket.once('close', () => done(Date.now() - start))
    })
  })
  const client = connect(port, '127.0.0.1').pause()
  client.on('error', () => {})
  // More answers than the two kernels' buffers hold, as many as one connection gets.
  client.write(requestText('GET /large', { connection: 'keep-alive' }).repeat(100))
  const took = await ended
  client.destroy()
  assert.ok(took > REQUEST * 1000, `${took} ms: it was never held up`)
  // Silence is seen at the second look: twice the request's time and three seconds.
  assert.ok(took < 2 * (REQUEST + 3) * 1000 + 4000, `${took} ms`)
})
