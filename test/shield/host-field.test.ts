// The Host field on a real socket: one is right, none and two are 400 with all our headers.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { sendRaw } from '../raw.ts'
import { openHost } from './host.ts'

const { app } = await openHost()
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
const ask = (version: string, ...fields: string[]) =>
  sendRaw(port, [`GET /login ${version}`, 'Connection: close', ...fields, '', ''].join('\r\n'))

test('no Host, and two, equal ones too, are 400 in the form of any other refusal', async () => {
  for (const fields of [[], ['Host: a.test', 'Host: b.test'], ['Host: a.test', 'hOST: a.test']]) {
    const { status, text } = await ask('HTTP/1.1', ...fields)
    assert.equal(status, 400, fields.join())
    assert.match(text, /This request could not be read/)
    assert.match(text, /\r\ncontent-security-policy: /i)
    assert.match(text, /\r\nx-content-type-options: nosniff\r\n/i)
  }
})

test('one Host is fine, an empty one too, and HTTP/1.0 needs none', async () => {
  assert.equal((await ask('HTTP/1.1', 'Host: localhost')).status, 200)
  assert.equal((await ask('HTTP/1.1', 'Host:')).status, 200)
  assert.equal((await ask('HTTP/1.0')).status, 200)
})
