// E-mail addresses: one mailbox, one spelling.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseEmailAddress } from '../../src/accounts/email-address.ts'
import { processorTime } from '../processor-time.ts'

function accepted(input: string) {
  const read = parseEmailAddress(input)
  assert.equal(read.kind, 'ok', JSON.stringify(input))
  return read as Extract<typeof read, { kind: 'ok' }>
}

function refused(inputs: string[]) {
  for (const input of inputs) assert.equal(parseEmailAddress(input).kind, 'invalid', JSON.stringify(input))
}

test('ordinary addresses of all kinds are taken as they are', () => {
  const addresses = [
    'a@x.test',
    'first.last@sub.example.org',
    'a+tag@x.test',
    "o'brien@x.test",
    'x_y-z@x-y.test',
    '1@x.test',
    'jörg@x.test',
    '山田@x.test',
    `${'x'.repeat(64)}@x.test`,
    '!#$%&*/=?^`{|}~@x.test',
  ]
  for (const address of addresses) assert.equal(accepted(address).address, address)
})

test('compared in lower case, mailed as typed, with the domain in ASCII', () => {
  assert.deepEqual(accepted('First.Last@EXAMPLE.Org'), {
    kind: 'ok',
    address: 'First.Last@example.org',
    key: 'first.last@example.org',
  })
  const domains = [
    'a@bücher.example',
    'A@BÜCHER.example',
    'a@bu\u0308cher.example',
    'a@xn--bcher-kva.example',
  ]
  for (const domain of domains) assert.equal(accepted(domain).key, 'a@xn--bcher-kva.example')
  assert.equal(accepted('jo\u0308rg@x.test').key, accepted('JÖRG@x.test').key)
})

test('dots and tags are part of the address: what they mean, the server alone knows', () => {
  const keys = [
    'first.last@gmail.com',
    'firstlast@gmail.com',
    'firstlast+a@gmail.com',
    'firstlast@googlemail.com',
  ]
  assert.equal(new Set(keys.map((address) => accepted(address).key)).size, 4)
})

test('no two mailboxes become one: folding stops at lower case', () => {
  assert.notEqual(accepted('strasse@x.test').key, accepted('straße@x.test').key)
  assert.notEqual(accepted('mike@x.test').key, accepted('mıke@x.test').key)
})

describe('V1.3.11 one address reaches one mailbox', () => {
  test('line breaks and other control characters', () => {
    refused([
      'a@x.test\r\nBcc: b@x.test',
      'a@x.test\nb@x.test',
      'a\r\n@x.test',
      '"a\r\nb"@x.test',
      'a@x.test\r',
      'a@x.test\n',

      'a\0@x.test',
      'a@x.test\0',
      'a@x\0.test',
      'a\u0085@x.test',
      'a\u2028@x.test',
      'a@x.test\u2029',
      '\ufeffa@x.test',

      'a\u202e@x.test',
      'a\u200b@x.test',
      'a@exam\u00adple.test',
      'a\ud800@x.test',
      'a@\udc00.test',
      'a\u3164@x.test',
      'a\u034f@x.test',
      'a@x\ufe0f.test',
      'a\u00a0@x.test',
    ])
  })
  test('lists, names, comments, routes and quoted parts', () => {
    refused([
      'a@x.test,b@x.test',
      'a@x.test;b@x.test',
      'a@x.test b@x.test',
      'a@x.test, ',
      'group: a@x.test;',

      '<a@x.test>',
      'A <a@x.test>',
      '"A" <a@x.test>',
      '@y.test:a@x.test',
      'a(comment)@x.test',
      'a@x.test(comment)',

      '"a b"@x.test',
      '"a"@x.test',
      '"a@y.test,"@x.test',
      'a@b@x.test',
      'a@@x.test',
      'a%b@y.test@x.test',
      'a\\@x.test',
    ])
  })
  test('no domain of the public kind', () => {
    refused([
      'a@localhost',
      'a@127.0.0.1',
      'a@[127.0.0.1]',
      'a@[IPv6:::1]',
      'a@0x7f.1',
      'a@1.2',
      'a@x.t',
      'a@.test',

      'a@x.test.',
      'a@x..test',
      'a@-x.test',
      'a@x-.test',
      'a@x_y.test',
      'a@x.test/../y',
      'a@x.test?y',
      'a@x.test#y',
      'a@x.test:25',
      'a@x%2etest',
      'a@x。test',
      'a@xn--\u0301.test',
      'a＠x.test',
    ])
  })
  test('too long, empty, or not an address', () => {
    refused([
      '',
      ' ',
      '@',
      'a@',
      '@x.test',
      'a',
      '.a@x.test',
      'a.@x.test',
      'a..b@x.test',
      ' a@x.test',
      'a@x.test ',
    ])
    refused([
      `${'x'.repeat(65)}@x.test`,
      `a@${'x.'.repeat(126)}test`,
      `${'é'.repeat(32)}@${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(63)}.test`,
    ])
  })
})

test('the longest address has 254 bytes', () => {
  const domain = `${'x'.repeat(61)}.${'y'.repeat(61)}.${'z'.repeat(60)}.test`
  const longest = `${'a'.repeat(254 - 1 - domain.length)}@${domain}`
  assert.equal(accepted(longest).address.length, 254)
  refused([`b${longest}`])
})

test('a megabyte is refused at once', () => {
  const inputs = [`${'a'.repeat(1e6)}@x.test`, '@'.repeat(1e6), `a@${'x.'.repeat(5e5)}test`, ' '.repeat(1e6)]
  let kinds: string[] = []
  const spent = processorTime(() => {
    kinds = inputs.map((input) => parseEmailAddress(input).kind)
  })
  assert.deepEqual(new Set(kinds), new Set(['invalid']))
  assert.ok(spent < 20, `${spent} ms`)
})
