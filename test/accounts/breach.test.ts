// The breach look-up, against a real server on this machine: what leaves the house, and what a bad answer does.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { isBreached } from '../../src/accounts/breach.ts'

const PASSWORD = 'kleine rote Tasse'
const DIGEST = createHash('sha1').update(PASSWORD).digest('hex').toUpperCase()
const SUFFIX = DIGEST.slice(5)

let answer: (request: IncomingMessage, response: ServerResponse) => void
const requests: IncomingMessage[] = []
const server = createServer((request, response) => {
  requests.push(request)
  answer(request, response)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`
after(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(reply: typeof answer, password = PASSWORD, timeout = 1) {
  answer = reply
  const warnings: object[] = []
  const log = { warn: (fields: object) => void warnings.push(fields) }
  const start = performance.now()
  const breached = await isBreached(password, { endpoint, timeout, log })
  return { breached, warnings, spent: performance.now() - start }
}

const lines =
  (...entries: string[]) =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.end(entries.join('\r\n'))
  }

describe('V6.2.12 passwords known from breaches', () => {
  test('are found, and only five digits of their hash leave the house', async () => {
    requests.length = 0
    const { breached, warnings } = await ask(lines('0018A45C4D1DEF81644B54AB7F969B88D65:1', `${SUFFIX}:3`))
    assert.equal(breached, true)
    assert.deepEqual(warnings, [])
    const [request] = requests
    assert.equal(requests.length, 1)
    assert.equal(request?.url, `/range/${DIGEST.slice(0, 5)}`)
    assert.equal(request?.headers['add-padding'], 'true')
    const sent = JSON.stringify([request?.url, request?.rawHeaders])
    assert.ok(!sent.includes(SUFFIX) && !sent.includes(PASSWORD))
  })

  test('case, line ends and composition make no difference', async () => {
    assert.equal((await ask(lines(`${SUFFIX.toLowerCase()}:3\n`))).breached, true)
    const composed = createHash('sha1').update('caf\u00e9 am See').digest('hex').toUpperCase()
    assert.equal((await ask(lines(`${composed.slice(5)}:1`), 'cafe\u0301 am See')).breached, true)
  })

  test('others are not, nor what is padding', async () => {
    for (const list of [
      [''],
      ['0018A45C4D1DEF81644B54AB7F969B88D65:1'],
      [`${SUFFIX}:0`],
      [SUFFIX],
      [`x${SUFFIX}:5`],
    ]) {
      const { breached, warnings } = await ask(lines(...list))
      assert.equal(breached, false, list.join())
      assert.deepEqual(warnings, [])
    }
  })
})

describe('a look-up that fails lets the password pass, says so in the log, and takes no longer than allowed', () => {
  test('no answer', async () => {
    const { breached, warnings, spent } = await ask(() => undefined)
    assert.equal(breached, false)
    assert.equal(warnings.length, 1)
    assert.ok(spent > 900 && spent < 10_000, `${spent} ms`)
  })

  test('an answer that begins and never ends', async () => {
    const { breached, warnings, spent } = await ask((_, response) => response.write(`${SUFFIX.slice(0, 9)}`))
    assert.equal(breached, false)
    assert.equal(warnings.length, 1)
    assert.ok(spent < 10_000, `${spent} ms`)
  })

  test('errors, redirects, broken connections, too much', async () => {
    const replies: (typeof answer)[] = [
      (_, response) => response.writeHead(500).end(`${SUFFIX}:3`),
      (_, response) => response.writeHead(429).end(),
      (request, response) =>
        request.url === '/elsewhere'
          ? response.end(`${SUFFIX}:3`)
          : response.writeHead(302, { location: '/elsewhere' }).end(),
      (_, response) => response.destroy(),
      (_, response) => response.end('x'.repeat(2_000_000)),
    ]
    for (const [number, reply] of replies.entries()) {
      const { breached, warnings } = await ask(reply)
      assert.equal(breached, false, `reply ${number}`)
      assert.equal(warnings.length, 1, `reply ${number}`)
      const words = JSON.stringify(warnings)
      assert.ok(!words.includes(DIGEST.slice(0, 5)) && !words.includes(PASSWORD), words)
    }
  })

  test('garbage counts as not known', async () => {
    for (const text of ['<html>', '\0\ud800', ':::', '\n'.repeat(10_000), '{"a":1}']) {
      assert.equal((await ask(lines(text))).breached, false)
    }
  })

  test('nobody listening', async () => {
    const warnings: object[] = []
    const log = { warn: (fields: object) => void warnings.push(fields) }
    assert.equal(await isBreached(PASSWORD, { endpoint: 'http://127.0.0.1:1/', timeout: 1, log }), false)
    assert.equal(warnings.length, 1)
  })
})
