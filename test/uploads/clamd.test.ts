// The scanner: first the real daemon, then daemons that answer wrongly, late or not at all.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { clamdScanner } from '../../src/uploads/clamd.ts'
import { type Daemon, EICAR, NO_CLAMD, startClamd } from './clamd-daemon.ts'

const MIB = 1_048_576
const folder = mkdtempSync(join(tmpdir(), 'portcullis-scan-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function newFile(content: string | Buffer): string {
  const path = join(folder, `file-${files++}`)
  writeFileSync(path, content)
  return path
}

if (NO_CLAMD !== undefined) console.log(NO_CLAMD)

describe('the real clamd', { skip: NO_CLAMD ?? false }, () => {
  let daemon: Daemon
  before(async () => {
    daemon = await startClamd(2)
  })
  after(() => daemon.stop())
  const scanner = (maxBytes = 10 * MIB) =>
    clamdScanner({ socket: daemon.socket, timeoutSeconds: 30, maxBytes })

  test('V5.4.3 the EICAR file is found, alone and inside of another', async () => {
    assert.deepEqual(await scanner().scan(newFile(EICAR)), { infected: 'Test.Eicar.UNOFFICIAL' })
    const inside = Buffer.concat([Buffer.alloc(200_000, 'a'), Buffer.from(EICAR), Buffer.alloc(70_000, 'b')])
    assert.deepEqual(await scanner().scan(newFile(inside)), { infected: 'Test.Eicar.UNOFFICIAL' })
  })

  test('clean files are clean: small, of several pieces, of exactly one piece', async () => {
    for (const size of [1, 65_535, 65_536, 65_537, 1_500_000]) {
      assert.equal(await scanner().scan(newFile(Buffer.alloc(size, 'x'))), 'clean', `${size} bytes`)
    }
  })

  test('many at once: each gets its own answer', async () => {
    const scans = Array.from({ length: 12 }, (_, index) =>
      scanner().scan(newFile(index % 3 === 0 ? EICAR : `text ${index}`)),
    )
    const found = (await Promise.all(scans)).map((result) => typeof result === 'object')
    assert.deepEqual(
      found,
      found.map((_, index) => index % 3 === 0),
    )
  })

  test('a file beyond the daemon’s StreamMaxLength is not clean, though our own limit let it through', async () => {
    for (const size of [2 * MIB + 1, 8 * MIB]) {
      assert.equal(await scanner().scan(newFile(Buffer.alloc(size, 'x'))), 'unavailable', `${size} bytes`)
    }
  })

  test('a file beyond our own limit is not sent at all', async () => {
    assert.equal(await scanner(10).scan(newFile('eleven byte')), 'unavailable')
  })

  test('it says what it is', async () => {
    assert.match((await scanner().version()) ?? '', /^ClamAV \d/)
  })

  test('once it is gone nothing is clean', async () => {
    const other = await startClamd()
    const asked = clamdScanner({ socket: other.socket, timeoutSeconds: 30, maxBytes: MIB })
    assert.equal(await asked.scan(newFile('text')), 'clean')
    await other.stop()
    assert.equal(await asked.scan(newFile('text')), 'unavailable')
    assert.equal(await asked.version(), undefined)
  })
})

describe('a daemon that', () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) server.close()
  })

  async function against(
    answer: (socket: Socket) => void,
    content: string | Buffer = 'text',
    timeoutSeconds = 20,
  ) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      answer(socket)
    })
    servers.push(server)
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    const scanner = clamdScanner({ host: '127.0.0.1', port, timeoutSeconds, maxBytes: 100 * MIB })
    return scanner.scan(newFile(content))
  }
  /** Once all was sent. */
  const answers = (text: string) => (socket: Socket) => {
    let sent = Buffer.alloc(0)
    socket.on('data', (data) => {
      sent = Buffer.concat([sent, data])
      if (sent.subarray(-4).equals(Buffer.alloc(4))) socket.end(text)
    })
  }

  test('gets the file in pieces with their lengths, and an end', async () => {
    let sent = Buffer.alloc(0)
    const result = await against((socket) => {
      socket.on('data', (data) => {
        sent = Buffer.concat([sent, data])
        if (sent.length >= 10 + 4 + 4 + 4) socket.end('stream: OK\0')
      })
    })
    assert.equal(result, 'clean')
    assert.equal(sent.toString('latin1'), 'zINSTREAM\0\0\0\0\x04text\0\0\0\0')
  })

  for (const text of [
    '',
    'stream: OK',
    'stream: OK\n',
    'OK\0',
    ' stream: OK\0',
    'stream: OK \0',
    'stream: Not OK\0',
    'stream: ERROR\0',
    'INSTREAM size limit exceeded. ERROR\0',
    'UNKNOWN COMMAND\0',
    'stream: FOUND\0',
    '\0stream: OK\0',
  ]) {
    test(`says ${JSON.stringify(text)} has not said that a file is clean`, async () => {
      assert.equal(await against(answers(text)), 'unavailable')
    })
  }

  test('names a signature with control characters has them taken out, and is cut', async () => {
    assert.deepEqual(await against(answers('stream: a\x1b[31m\r\nb FOUND\0')), 'unavailable')
    assert.deepEqual(await against(answers('stream: a\x1b[31mb FOUND\0')), { infected: 'a?[31mb' })
    const long = await against(answers(`stream: ${'n'.repeat(3_000)} FOUND\0`))
    assert.equal((long as { infected: string }).infected.length, 100)
  })

  test('is silent, or hangs up, or never stops talking', async () => {
    assert.equal(await against(() => undefined, 'text', 0.2), 'unavailable')
    assert.equal(await against((socket) => socket.resetAndDestroy()), 'unavailable')
    assert.equal(await against((socket) => socket.end()), 'unavailable')
    assert.equal(await against((socket) => socket.write('x'.repeat(10_000))), 'unavailable')
  })

  test('takes nothing of a long file: the time-out counts there too', async () => {
    const big = Buffer.alloc(20 * MIB, 'x')
    assert.equal(await against((socket) => void socket.pause(), big, 0.5), 'unavailable')
  })

  test('answers in the midst of a long file is heard, unless it says clean of what it has not seen', async () => {
    const big = Buffer.alloc(20 * MIB, 'x')
    const early = (text: string) => (socket: Socket) => {
      socket.once('data', () => {
        socket.end(text)
        socket.resume()
      })
    }
    assert.equal(await against(early('INSTREAM size limit exceeded. ERROR\0'), big), 'unavailable')
    assert.equal(await against(early('stream: OK\0'), big), 'unavailable')
    assert.deepEqual(await against(early('stream: Early FOUND\0'), big), { infected: 'Early' })
  })

  test('is not there', async () => {
    const options = { timeoutSeconds: 5, maxBytes: MIB }
    const file = newFile('text')
    assert.equal(await clamdScanner({ ...options, socket: join(folder, 'none') }).scan(file), 'unavailable')
    assert.equal(await clamdScanner({ ...options, host: '127.0.0.1', port: 1 }).scan(file), 'unavailable')
  })
})
