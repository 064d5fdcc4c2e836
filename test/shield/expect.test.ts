// `Expect: 100-continue` on a real socket: said when the body is wanted, and only then.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { talk } from '../raw.ts'
import { openHost } from './host.ts'

const { app } = await openHost()
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo

/** Sends the body when it is asked for. */
function post(length: number, { expect = '100-continue', fields = [] as string[] } = {}) {
  return talk(port, (socket) => {
    const head = [
      'POST /login HTTP/1.1',
      'Host: localhost:3000',
      'Connection: close',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${length}`,
      `Expect: ${expect}`,
      ...fields,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.once('data', (answer) => {
      if (String(answer).includes(' 100 ')) socket.write('a'.repeat(length))
    })
  })
}

test('a body that may come is asked for, and read', async () => {
  const { text } = await post(20)
  assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /)
})

test('one that is too long, or comes from another site, is refused before it is sent', async () => {
  const long = await post(10_000_000)
  assert.equal(long.status, 413)
  assert.doesNotMatch(long.text, /100 Continue/)
  const foreign = await post(20, { fields: ['Origin: https://other.example'] })
  assert.equal(foreign.status, 403)
  assert.doesNotMatch(foreign.text, /100 Continue/)
})
