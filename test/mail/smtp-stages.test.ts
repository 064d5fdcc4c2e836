// What becomes of a mail when the server refuses, hangs, hangs up or babbles, at each stage of the conversation.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { Delivery } from '../../src/mail/delivery.ts'
import { STAGES, type Stage, scriptedServer } from './scripted.ts'
import { MAIL, sender } from './sender.ts'

/** Milliseconds, small ones: nobody waits for minutes here. */
const QUICK = { connection: 150, silence: 150, attempt: 300 }
/** With room for a busy machine. */
const SOON = 5_000

const codeOf = (delivery: Delivery) => ('code' in delivery ? delivery.code : '')

const ABOUT_THIS_MAIL: readonly Stage[] = ['RCPT', 'DATA', 'end']

describe('a server that refuses', { concurrency: 8 }, () => {
  for (const stage of STAGES) {
    for (const code of [421, 450, 451, 550, 554]) {
      const about = ABOUT_THIS_MAIL.includes(stage) && code !== 421
      const kind = !about ? 'unreachable' : code < 500 ? 'deferred' : 'refused'
      test(`${stage}: ${code} makes the mail ${kind}`, async (t) => {
        const server = await scriptedServer(t, stage, (socket) => socket.write(`${code} no\r\n`))
        const delivery = await sender({ url: server.url })(MAIL)
        assert.equal(delivery.kind, kind)
        assert.match(codeOf(delivery), new RegExp(`${code}$`))
        assert.equal(server.connections, 1)
      })
    }
  }

  test('a refusal in many lines is one refusal', async (t) => {
    const server = await scriptedServer(t, 'RCPT', (socket) =>
      socket.write('550-no such person\r\n550-not today\r\n550 nor ever\r\n'),
    )
    assert.equal((await sender({ url: server.url })(MAIL)).kind, 'refused')
  })
})

describe('a server that falls silent', { concurrency: 8 }, () => {
  for (const stage of STAGES) {
    test(`${stage}: is unreachable, soon`, async (t) => {
      const server = await scriptedServer(t, stage, () => undefined)
      const start = performance.now()
      const delivery = await sender({ url: server.url, timeouts: QUICK })(MAIL)
      assert.deepEqual([delivery.kind, codeOf(delivery)], ['unreachable', 'ETIMEDOUT'])
      assert.ok(performance.now() - start < SOON)
    })

    test(`${stage}: a byte now and then does not prolong the attempt`, async (t) => {
      const server = await scriptedServer(t, stage, (socket) => {
        const drip = setInterval(() => socket.write('2'), 40)
        socket.once('close', () => clearInterval(drip))
      })
      const start = performance.now()
      const delivery = await sender({ url: server.url, timeouts: QUICK })(MAIL)
      assert.equal(delivery.kind, 'unreachable')
      assert.match(codeOf(delivery), /^(ETIMEDOUT|EABORT)$/)
      assert.ok(performance.now() - start < SOON)
    })
  }
})

describe('a server that hangs up', { concurrency: 8 }, () => {
  for (const stage of STAGES) {
    for (const [how, hangUp] of [
      ['closes', (socket: Socket) => socket.end()],
      ['resets', (socket: Socket) => socket.resetAndDestroy()],
      ['half an answer', (socket: Socket) => socket.end('25')],
    ] as const) {
      test(`${stage}: ${how}`, async (t) => {
        const server = await scriptedServer(t, stage, hangUp)
        const delivery = await sender({ url: server.url })(MAIL)
        assert.equal(delivery.kind, 'unreachable')
      })
    }
  }
})

describe('a server that babbles', { concurrency: 4 }, () => {
  const babble: [string, (socket: Socket) => void][] = [
    ['binary junk', (socket) => socket.write(Buffer.concat([randomBytes(1000), Buffer.from('\0\r\n')]))],
    ['an answer without a number', (socket) => socket.write('hello there\r\n')],
    ['HTTP', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['TLS', (socket) => socket.write(Buffer.from('15030300020228', 'hex'))],
    ['one line without an end', (socket) => pour(socket, 'x'.repeat(65_536))],
    [
      'one answer of lines without an end',
      (socket) => pour(socket, `250-${'x'.repeat(508)}\r\n`.repeat(100)),
    ],
    ['lines without an end', (socket) => pour(socket, 'la la la\r\n'.repeat(8_192))],
    ['a long refusal', (socket) => socket.write(`999 ${'x'.repeat(60_000)}\r\n`)],
  ]
  for (const stage of STAGES) {
    for (const [what, act] of babble) {
      test(`${stage}: ${what}`, async (t) => {
        const server = await scriptedServer(t, stage, act)
        const start = performance.now()
        const delivery = await sender({ url: server.url, timeouts: QUICK })(MAIL)
        // Nothing of it is a final answer about this mail: it is tried again.
        assert.match(delivery.kind, /^(unreachable|deferred)$/)
        assert.ok(performance.now() - start < SOON)
      })
    }
  }

  test('what it pours out is not kept', async (t) => {
    let poured = 0
    const server = await scriptedServer(t, 'EHLO', (socket) => {
      pour(socket, 'x'.repeat(65_536), (bytes) => {
        poured += bytes
      })
    })
    const delivery = await sender({ url: server.url })(MAIL)
    assert.deepEqual([delivery.kind, codeOf(delivery)], ['unreachable', 'EPROTOCOL'])
    assert.ok(poured < 64 * 1024 * 1024, `${poured} bytes`)
  })
})

/** Writes for as long as the other side reads. */
function pour(socket: Socket, piece: string, count: (bytes: number) => void = () => undefined): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece)) count(piece.length)
  }
  socket.on('drain', more)
  more()
}
