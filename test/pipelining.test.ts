// Thousands of requests written ahead on one connection: a hundred are worked off, and others hardly wait.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openHouse } from './house.ts'
import { requestText, sendRaw, talk } from './raw.ts'

const SENT = 3_000
const ANSWERED = 100
/** Milliseconds. All of them together take several seconds. */
const MOST_WAITING = 1_500

test(`V15.4.4 of ${SENT} requests on one connection ${ANSWERED} are worked off, and nobody waits for the others`, async () => {
  const { app } = await openHouse()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  let handled = 0
  app.server.on('request', () => handled++)
  const one = requestText('GET /login', { connection: 'keep-alive' })
  const flood = talk(port, (socket) => void socket.write(one.repeat(SENT)))
  await new Promise((resolve) => app.server.once('request', resolve))
  const { status, took } = await sendRaw(port, requestText('GET /healthz'))
  assert.equal(status, 200)
  assert.ok(took < MOST_WAITING, `/healthz took ${took} ms`)
  // What is still on its way when a connection ends takes the last answers with it.
  const { text } = await flood
  const answers = text.split(/^HTTP\/1\.1 /m).slice(1)
  assert.ok(answers.length >= 1 && answers.length <= ANSWERED, `${answers.length} answers`)
  assert.ok(answers.every((answer) => answer.startsWith('200')))
  assert.equal(handled, ANSWERED + 1)
})

test('the hundredth answer of a connection ends it', async () => {
  const { app } = await openHouse()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const one = requestText('GET /login', { connection: 'keep-alive' })
  const { text, took } = await talk(port, (socket) => void socket.write(one.repeat(ANSWERED)))
  const answers = text.split(/^HTTP\/1\.1 /m).slice(1)
  assert.deepEqual(
    answers.map((answer) => /\r\nconnection: close\r\n/i.test(answer)),
    answers.map((_, at) => at === ANSWERED - 1),
  )
  assert.equal(answers.length, ANSWERED)
  // An idle one is kept for 5 seconds.
  assert.ok(took < 4_500, `${took} ms`)
})

test('a connection that is used honestly goes on: what is sent after the hundredth finds a new one', async () => {
  const { app } = await openHouse()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (let sent = 0; sent < 2 * ANSWERED + 10; sent++) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`)
    assert.equal(await response.text(), 'ok\n')
  }
})
