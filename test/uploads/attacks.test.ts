// What an attacker tries on real sockets: places taken by nobody, sessions that end in the middle of a file.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { until } from '../until.ts'
import type { Visitor } from '../visitor.ts'
import { BOUNDARY, filesBelow, form, incoming, kept, openUploadsHouse, rows, TYPE, upload } from './house.ts'

async function listening(options: Parameters<typeof openUploadsHouse>[0] = {}) {
  const house = await openUploadsHouse(options)
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = house.app.server.address() as { port: number }
  return { house, port }
}

function head(cookie: string, length: number, path = '/uploads'): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost:3000',
    'Origin: http://localhost:3000',
    'Sec-Fetch-Site: same-origin',
    'Accept: text/html',
    ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
    `Content-Type: ${TYPE}`,
    `Content-Length: ${length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** The status line, as soon as it is there; what is sent afterwards is not waited for. */
function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const done = () => resolve(heard.split('\r\n', 1)[0]!)
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1')
      if (heard.includes('\r\n')) done()
    })
    socket.on('error', () => undefined)
    socket.on('close', done)
  })
}

function begin(port: number, cookie: string, path?: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(head(cookie, 1_000, path))
  return socket
}

/** A file that has come half, as soon as it is on the disk, and its other half. */
async function half({ house, port }: Awaited<ReturnType<typeof listening>>, visitor: Visitor) {
  const before = incoming(house.data).length
  const token = await visitor.token('/uploads')
  const whole = form(
    { name: 'csrf_token', value: token },
    { name: 'files', file: 'a.txt', content: 'x'.repeat(500) },
  )
  const socket = connect(port, '127.0.0.1')
  const answer = answerOf(socket)
  const end = 200 + `--${BOUNDARY}--`.length
  socket.write(head(visitor.cookieHeader, whole.length))
  socket.write(whole.subarray(0, whole.length - end))
  await until(() => incoming(house.data).length > before)
  return {
    socket,
    async rest() {
      socket.write(whole.subarray(whole.length - end))
      const line = await answer
      socket.destroy()
      return line
    },
  }
}

describe('places', () => {
  test('who is not signed in is answered by the headers, and takes up no place', async () => {
    const { house, port } = await listening({ uploads: { concurrency: 1 } })
    for (const path of ['/uploads', '/profile/picture']) {
      const socket = begin(port, '', path)
      assert.match(await answerOf(socket), /^HTTP\/1\.1 303 /, path)
      socket.destroy()
    }
    assert.deepEqual(await rows(house.store), [])
  })

  test('one account has a quarter of the places, and its slow connections keep nobody else out', async () => {
    const all = await listening({ uploads: { concurrency: 8 } })
    const { house } = all
    const mallory = await house.member('mallory')
    const alice = await house.member()
    const slow = [await half(all, mallory), await half(all, mallory)]
    await upload(mallory, [{ file: 'more.txt', content: 'x' }])
    assert.deepEqual([mallory.status, mallory.headers['retry-after']], [503, '5'])
    await upload(alice, [{ file: 'a.txt', content: 'x' }], { follow: false })
    assert.equal(alice.status, 303)
    for (const { rest } of slow) assert.match(await rest(), /^HTTP\/1\.1 303 /)
    await upload(mallory, [{ file: 'more.txt', content: 'x' }], { follow: false })
    assert.equal(mallory.status, 303)
  })
})

describe('a place for files that is away', () => {
  test('leaves no room taken, is asked again with the next file, and keeps no process from its end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-blocked-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const inTheWay = join(folder, 'kept')
    writeFileSync(inTheWay, 'no folder')
    const house = await openUploadsHouse({ uploads: { folder } })
    const alice = await house.member()
    await upload(alice, [{ file: 'a.txt', content: 'x' }])
    assert.equal(alice.status, 500)
    const counted = (await rows(house.store)).filter(({ state }) => state !== 'gone')
    assert.deepEqual([counted, filesBelow(join(folder, 'incoming'))], [[], []])
    rmSync(inTheWay)
    await upload(alice, [{ file: 'a.txt', content: 'x' }], { follow: false })
    assert.equal(alice.status, 303)
  })

  test('a folder that was named and can not be one stops the start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-blocked-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const blocked = join(folder, 'file')
    writeFileSync(blocked, '')
    await assert.rejects(openUploadsHouse({ uploads: { folder: blocked } }), /`uploads\.folder`/)
  })
})

describe('a scanner that is away', () => {
  test('the form comes back with 503, and says when it is worth trying again', async () => {
    const house = await openUploadsHouse({ uploads: { scanner: 'clamav', clamavSocket: '/nothing/here' } })
    const alice = await house.member()
    await upload(alice, [{ file: 'a.txt', content: 'x' }])
    assert.deepEqual([alice.status, alice.headers['retry-after']], [503, '60'])
  })
})

describe('a scanner that takes its time', () => {
  test('a place is held until the file was looked over, also where its sender has gone', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let asked = 0
    const scanner = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        if (!bytes.subarray(-4).equals(Buffer.alloc(4))) return
        asked++
        released.then(() => socket.end('stream: OK\0'))
      })
    })
    scanner.listen(0, '127.0.0.1')
    await once(scanner, 'listening')
    after(() => scanner.close())
    const { port: clamavPort } = scanner.address() as { port: number }
    const scanned = { scanner: 'clamav', clamavHost: '127.0.0.1', clamavPort, clamavTimeout: 30 } as const
    const all = await listening({ uploads: { ...scanned, concurrency: 4 } })
    const { house } = all
    const alice = await house.member()
    const [[connection], file] = await Promise.all([
      once(house.app.server, 'connection') as Promise<[Socket]>,
      half(all, alice),
    ])
    file.rest().catch(() => undefined)
    await until(() => asked === 1)
    file.socket.resetAndDestroy()
    await until(() => connection.closed)
    await new Promise(setImmediate)
    await upload(alice, [{ file: 'more.txt', content: 'x' }])
    assert.match(alice.text, /The site is busy/)
    release()
    await until(async () => {
      await upload(alice, [{ file: 'more.txt', content: 'x' }], { follow: false })
      return alice.status === 303
    })
    assert.equal(alice.status, 303)
  })

  test('does not count as silence of the connection', async () => {
    const scanner = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => setTimeout(() => socket.end('stream: OK\0'), 3_000))
    })
    scanner.listen(0, '127.0.0.1')
    await once(scanner, 'listening')
    after(() => scanner.close())
    const { port: clamavPort } = scanner.address() as { port: number }
    const uploads = { scanner: 'clamav', clamavHost: '127.0.0.1', clamavPort } as const
    const all = await listening({ uploads })
    const alice = await all.house.member()
    all.house.app.server.setTimeout(1_000)
    const file = await half(all, alice)
    assert.match(await file.rest(), /^HTTP\/1\.1 303 /)
  })
})

describe('what ends while a file arrives', () => {
  test('V7.4.1 a session that is signed out of keeps nothing more, a password that is changed neither', async () => {
    const all = await listening()
    const { house } = all
    for (const [name, end] of [
      ['alice', (visitor: Visitor) => visitor.press('Sign out')],
      [
        'bruno',
        async () => {
          const epoch = { credential_epoch: 9 }
          await house.store.db.updateTable('users').set(epoch).where('username', '=', 'bruno').execute()
        },
      ],
    ] as const) {
      const visitor = await house.member(name)
      const file = await half(all, visitor)
      await visitor.open('/dashboard')
      await end(visitor)
      assert.match(await file.rest(), /^HTTP\/1\.1 303 /)
      assert.deepEqual([await rows(house.store), incoming(house.data), kept(house.data)], [[], [], []], name)
    }
    const zoe = await house.member('zoe')
    const file = await half(all, zoe)
    await zoe.open('/dashboard')
    assert.match(await file.rest(), /^HTTP\/1\.1 303 /)
    assert.equal((await rows(house.store)).length, 1)
  })
})
