// Streams on real sockets: too much, for ever, too slowly, cut off, many at once. Nothing is left, and memory stays flat.
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { House } from '../house.ts'
import { until } from '../until.ts'
import { BOUNDARY, form, incoming, kept, openUploadsHouse, rows, TYPE } from './house.ts'

const MIB = 1_048_576
const GIB = 1024 * MIB

async function listening(options: Parameters<typeof openUploadsHouse>[0] = {}) {
  const house = await openUploadsHouse(options)
  const alice = await house.member()
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = house.app.server.address() as { port: number }
  const token = await alice.token('/uploads')
  const head = (length: number | undefined, type = TYPE) =>
    [
      'POST /uploads HTTP/1.1',
      'Host: localhost:3000',
      'Origin: http://localhost:3000',
      'Sec-Fetch-Site: same-origin',
      'Accept: text/html',
      `Cookie: ${alice.cookieHeader}`,
      `Content-Type: ${type}`,
      length === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
      '',
      '',
    ].join('\r\n')
  const begin = form({ name: 'csrf_token', value: token }, { name: 'files', file: 'big.txt', content: '' })
  // Up to where the file's content begins.
  const prefix = begin.subarray(0, begin.length - `\r\n--${BOUNDARY}--\r\n`.length)
  return { house, alice, port, token, head, prefix }
}

/** Everything that the server says until it closes. */
function hear(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
  })
}

/** Sends as much as is taken, until the connection ends or all is sent. Returns how many bytes were. */
async function pour(socket: Socket, bytes: number, wrap: (chunk: Buffer) => Buffer = (chunk) => chunk) {
  const chunk = wrap(Buffer.alloc(256 * 1024, 'x'))
  let sent = 0
  while (sent < bytes && !socket.destroyed && socket.writable) {
    if (!socket.write(chunk))
      await new Promise<void>((resolve) => {
        const goOn = () => {
          socket.off('drain', goOn).off('close', goOn)
          resolve()
        }
        socket.once('drain', goOn).once('close', goOn)
      })
    sent += chunk.length
  }
  return sent
}

const chunked = (chunk: Buffer) =>
  Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')])

async function left({ store, data }: House & { store: Parameters<typeof rows>[0]; data: string }) {
  return { rows: await rows(store), incoming: incoming(data), kept: kept(data) }
}
const NOTHING = { rows: [], incoming: [], kept: [] }

/** What is done after a connection was cut is done soon, and not at once. */
async function soonNothing(house: Parameters<typeof left>[0]) {
  await until(async () => JSON.stringify(await left(house)) === JSON.stringify(NOTHING))
  assert.deepEqual(await left(house), NOTHING)
}

describe('too much', () => {
  test('V5.2.1 2 GiB at a limit of 10 MiB: memory grows by under 32 MiB, and the connection ends early', async () => {
    const { house, port, head, prefix } = await listening({
      uploads: { maxFileSize: '10 MiB', maxRequestSize: '3 GiB' },
    })
    // Once before, so that what is loaded with the first file is there.
    for (const counted of [false, true]) {
      global.gc?.()
      const before = process.memoryUsage().rss
      let most = before
      const timer = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss)
      }, 5)
      const socket = connect(port, '127.0.0.1')
      const heard = hear(socket)
      socket.write(head(2 * GIB + prefix.length))
      socket.write(prefix)
      const sent = await pour(socket, 2 * GIB)
      const answer = await heard
      clearInterval(timer)
      assert.match(answer, /^HTTP\/1\.1 413 /)
      assert.match(answer, /connection: close/i)
      assert.match(answer, /A file is too large/)
      assert.ok(sent < 64 * MIB, `${sent / MIB} MiB were taken`)
      if (counted) assert.ok(most - before < 32 * MIB, `${(most - before) / MIB} MiB more`)
      assert.deepEqual(await left(house), NOTHING)
    }
  })

  test('a length that is too great is refused before anything is read', async () => {
    const { house, port, head } = await listening()
    const socket = connect(port, '127.0.0.1')
    const heard = hear(socket)
    socket.write(head(2 * GIB))
    assert.match(await heard, /^HTTP\/1\.1 413 /)
    assert.deepEqual(await left(house), NOTHING)
  })

  test('an endless stream ends at the limit of a request, in a file, in a field and before any part', async () => {
    const { house, port, head, prefix, token } = await listening({
      uploads: { maxFileSize: '1 MiB', maxRequestSize: '2 MiB' },
    })
    const field = form({ name: 'csrf_token', value: token }, { name: 'note', value: '' })
    for (const [where, beginning] of [
      ['in a file', prefix],
      ['in a field', field.subarray(0, field.length - `\r\n--${BOUNDARY}--\r\n`.length)],
      [
        'in its token',
        Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n`),
      ],
      ['before any part', Buffer.from('nothing ')],
      ['in the headers of a part', Buffer.from(`--${BOUNDARY}\r\nX-Long: `)],
    ] as const) {
      const socket = connect(port, '127.0.0.1')
      const heard = hear(socket)
      socket.write(head(undefined))
      socket.write(chunked(beginning))
      const sent = await pour(socket, GIB, chunked)
      assert.match(await heard, /^HTTP\/1\.1 4(00|13) /, where)
      assert.ok(sent < 64 * MIB, `${where}: ${sent / MIB} MiB were taken`)
      assert.deepEqual(await left(house), NOTHING, where)
    }
  })
})

describe('too slow, or cut', () => {
  test('a file that does not arrive in its time is refused with 408', async () => {
    const { house, port, head, prefix } = await listening({ uploads: { timeout: 1 } })
    const socket = connect(port, '127.0.0.1')
    const heard = hear(socket)
    socket.write(head(MIB))
    socket.write(prefix)
    const drip = setInterval(() => socket.write('x'), 50)
    assert.match(await heard, /^HTTP\/1\.1 408 /)
    clearInterval(drip)
    await soonNothing(house)
  })

  test('a file may take longer than `server.requestTimeout`, which is for all other requests', async () => {
    const { port, head, token } = await listening({
      server: { requestTimeout: 1, headersTimeout: 1 },
      uploads: { timeout: 30 },
    })
    const whole = form(
      { name: 'csrf_token', value: token },
      { name: 'files', file: 'slow.txt', content: 'x'.repeat(3_000) },
    )
    const socket = connect(port, '127.0.0.1')
    const heard = hear(socket)
    socket.write(head(whole.length).replace('\r\n', '\r\nConnection: close\r\n'))
    let sent = 0
    const drip = setInterval(() => {
      socket.write(whole.subarray(sent, sent + 100))
      sent += 100
      if (sent >= whole.length) clearInterval(drip)
    }, 80)
    assert.match(await heard, /^HTTP\/1\.1 303 /)
  })

  test('a connection cut in the middle of a file leaves nothing, neither on the disk nor of the quota', async () => {
    const { house, port, head, prefix } = await listening()
    for (const [size, how] of [
      [1, 'destroy'],
      [3 * MIB, 'destroy'],
      [3 * MIB, 'resetAndDestroy'],
    ] as const) {
      const socket = connect(port, '127.0.0.1')
      const heard = hear(socket)
      socket.write(head(9 * MIB))
      socket.write(prefix)
      await pour(socket, size)
      await until(() => incoming(house.data).length > 0)
      assert.equal(incoming(house.data).length, 1)
      socket[how]()
      await heard
      await soonNothing(house)
    }
  })
})

describe('many at once', () => {
  test('V5.2.4 V15.4.2 of 50 files sent at once by one account, as many are kept as the quota has room for', async () => {
    const size = 100_000
    const { house, alice, token } = await listening({
      uploads: { maxFileSize: size, quota: 10 * size + 50, concurrency: 200 },
    })
    const payload = form(
      { name: 'csrf_token', value: token },
      { name: 'files', file: 'a.txt', content: 'x'.repeat(size) },
    )
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        house.app.inject({
          method: 'POST',
          url: '/uploads',
          payload,
          headers: { ...alice.browserHeaders('POST'), 'content-type': TYPE, cookie: alice.cookieHeader },
        }),
      ),
    )
    const statuses = answers.map(({ statusCode }) => statusCode)
    assert.deepEqual([...new Set(statuses)].sort(), [303, 409])
    const { rows: stored, incoming: temporary, kept: files } = await left(house)
    assert.equal(statuses.filter((status) => status === 303).length, stored.length)
    assert.ok(stored.length <= 10 && stored.length >= 1, `${stored.length}`)
    assert.deepEqual([files.length, temporary], [stored.length, []])
    assert.ok(stored.every(({ state, bytes }) => state === 'stored' && bytes === size))
    // Room that others held for a moment is free again.
    for (let more = stored.length; more < 10; more++) {
      await alice.send({
        method: 'POST',
        url: '/uploads',
        payload,
        headers: { ...alice.browserHeaders('POST'), 'content-type': TYPE },
      })
      assert.equal(alice.status, 303)
    }
    assert.equal((await rows(house.store)).length, 10)
  })

  test('the number of files is kept to in a race as well', async () => {
    const { house, alice, token } = await listening({ uploads: { maxPerAccount: 5, concurrency: 200 } })
    const payload = form({ name: 'csrf_token', value: token }, { name: 'files', file: 'a.txt', content: 'x' })
    const headers = { ...alice.browserHeaders('POST'), 'content-type': TYPE, cookie: alice.cookieHeader }
    const send = () => house.app.inject({ method: 'POST', url: '/uploads', payload, headers })
    await Promise.all(Array.from({ length: 30 }, send))
    assert.equal((await rows(house.store)).length, 5)
  })

  test('above `uploads.concurrency` the answer is 503 with Retry-After, and the rest goes on', async () => {
    const { house, alice, port, head, prefix, token } = await listening({ uploads: { concurrency: 1 } })
    const socket = connect(port, '127.0.0.1')
    const heard = hear(socket)
    socket.write(head(MIB))
    socket.write(`${prefix.toString('latin1')}x`)
    await until(() => incoming(house.data).length > 0)
    const payload = form({ name: 'csrf_token', value: token }, { name: 'files', file: 'a.txt', content: 'x' })
    const headers = { ...alice.browserHeaders('POST'), 'content-type': TYPE }
    await alice.send({ method: 'POST', url: '/uploads', payload, headers })
    assert.deepEqual([alice.status, alice.headers['retry-after']], [503, '5'])
    socket.destroy()
    await heard
    await soonNothing(house)
    await alice.send({ method: 'POST', url: '/uploads', payload, headers })
    assert.equal(alice.status, 303)
  })
})
