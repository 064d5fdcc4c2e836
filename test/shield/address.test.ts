// The client's address: the socket's, unless the settings name the hops that stand before it.
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { addressReader } from '../../src/shield/address.ts'
import { openHost } from './host.ts'

function read(trustProxy: string[], socket: string | undefined, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return addressReader(trustProxy)({
    headers,
    socket: { remoteAddress: socket },
  } as unknown as IncomingMessage)
}

test('by default the header counts for nothing', () => {
  assert.equal(read([], '192.0.2.1', '198.51.100.1'), '192.0.2.1')
  assert.equal(read([], undefined, '198.51.100.1'), 'unknown')
})

test('a number of hops takes that many from the right, whatever a client put to the left', () => {
  assert.equal(read(['1'], '10.0.0.1', '198.51.100.1'), '198.51.100.1')
  assert.equal(read(['1'], '10.0.0.1', 'forged, 203.0.113.9, 198.51.100.1'), '198.51.100.1')
  assert.equal(read(['2'], '10.0.0.1', '203.0.113.9, 198.51.100.1, 10.0.0.2'), '198.51.100.1')
  assert.equal(read(['0'], '10.0.0.1', '198.51.100.1'), '10.0.0.1')
  assert.equal(read(['1'], '10.0.0.1'), '10.0.0.1')
})

test('a list of networks trusts those, and the first stranger from the right is the client', () => {
  const networks = ['10.0.0.0/8', 'loopback']
  assert.equal(read(networks, '10.0.0.1', '203.0.113.9, 198.51.100.1, 10.9.9.9'), '198.51.100.1')
  assert.equal(read(networks, '198.51.100.7', '203.0.113.9'), '198.51.100.7')
  assert.equal(read(networks, '127.0.0.1', '2001:db8::1'), '2001:db8::1')
})

test('a header that holds no addresses never throws', () => {
  for (const forwarded of [
    '',
    ',',
    ', ,',
    'unknown',
    '_hidden',
    '%',
    '1.2.3.4:5678',
    '[::1]:80',
    'x'.repeat(10_000),
  ]) {
    for (const trust of [['1'], ['10.0.0.0/8'], []]) {
      assert.equal(typeof read(trust, '10.0.0.1', forwarded), 'string', `${trust} ${forwarded}`)
    }
  }
})

test('V4.1.3 limits count by the address that the hops tell, and a handler is told it', async () => {
  const { visitor } = await openHost(
    (app) => {
      app.get(
        '/a',
        { config: { shield: { limit: '1 per minute' } } },
        async (request) => request.shield?.address,
      )
    },
    { trustProxy: ['1'] },
  )
  const ask = async (forwarded: string) =>
    (await visitor({ headers: { 'x-forwarded-for': forwarded } }).send({ url: '/a' })).status
  assert.equal(await ask('198.51.100.1'), 200)
  assert.equal(await ask('198.51.100.2'), 200)
  assert.equal(await ask('forged, 198.51.100.1'), 429)
  const told = await visitor({ headers: { 'x-forwarded-for': '198.51.100.3' } }).send({ url: '/a' })
  assert.equal(told.body, '198.51.100.3')
})
