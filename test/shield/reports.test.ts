// Where browsers report what the policy blocked: two formats, bounded, limited, and no query strings in the log.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Visitor } from '../visitor.ts'
import { openHost } from './host.ts'

const URL = '/_portcullis/reports'

function report(visitor: Visitor, type: string, payload: string): Promise<Visitor> {
  return visitor.send({ method: 'POST', url: URL, payload, headers: { 'content-type': type } })
}

const OLD = JSON.stringify({
  'csp-report': {
    'violated-directive': 'script-src',
    'blocked-uri': 'https://evil.test/x.js?token=secret1',
    'document-uri': 'http://localhost:3000/page?token=secret2#secret3',
    'script-sample': 'alert(secret4)',
    'line-number': 7,
  },
})

const NEW = JSON.stringify([
  {
    type: 'csp-violation',
    body: {
      effectiveDirective: 'img-src',
      blockedURL: 'https://evil.test/y.png?secret5',
      documentURL: `http://localhost:3000/${'long'.repeat(200)}`,
      sample: 'secret6',
    },
  },
])

test('V3.4.7 reports of both formats are taken without a token and logged', async () => {
  const { visitor, log } = await openHost()
  assert.equal((await report(visitor(), 'application/csp-report', OLD)).status, 204)
  assert.equal((await report(visitor(), 'application/reports+json', NEW)).status, 204)
  const lines = log.map((line) => JSON.parse(line)).filter((line) => 'report' in line)
  assert.equal(lines.length, 2)
  assert.deepEqual(lines[0].report, {
    'violated-directive': 'script-src',
    'blocked-uri': 'https://evil.test/x.js',
    'document-uri': 'http://localhost:3000/page',
    'line-number': '7',
  })
  for (const line of lines) assert.equal(line.address, '127.0.0.1')
  const ofRequests = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  assert.deepEqual(
    lines.map(({ requestId }) => requestId),
    ofRequests.map(({ requestId }) => requestId),
  )
  assert.equal(lines[1].report.effectiveDirective, 'img-src')
  assert.equal(lines[1].report.documentURL.length, 200)
})

test('V16.2.5 no line holds a query string, a fragment or a sample of a script', async () => {
  const { visitor, log } = await openHost()
  await report(visitor(), 'application/csp-report', OLD)
  await report(visitor(), 'application/reports+json', NEW)
  assert.doesNotMatch(log.join(''), /secret/)
})

test('V3.4.7 a report over 64 KiB is 413, a flood is 429, another type is 415', async () => {
  const { visitor } = await openHost()
  assert.equal((await report(visitor(), 'application/csp-report', `"${'x'.repeat(65_536)}"`)).status, 413)
  assert.equal((await report(visitor(), 'text/plain', OLD)).status, 415)
  const flooder = visitor({ address: '192.0.2.1' })
  const statuses: number[] = []
  for (let i = 0; i < 31; i++) statuses.push((await report(flooder, 'application/csp-report', OLD)).status)
  assert.deepEqual([...new Set(statuses.slice(0, 30))], [204])
  assert.equal(statuses[30], 429)
})

test('one post logs ten reports at most, and rubbish none', async () => {
  const { visitor, log } = await openHost()
  const many = JSON.stringify(Array.from({ length: 500 }, () => ({ body: { 'blocked-uri': 'inline' } })))
  await report(visitor(), 'application/reports+json', many)
  assert.equal(log.filter((line) => line.includes('policy blocked')).length, 10)
  for (const rubbish of [
    '',
    '{',
    'null',
    '[null, 1, "x", {"body": 3}]',
    '{"__proto__": {"body": 1}}',
    '[[[]]]',
    '{"csp-report":{}}',
    '{"csp-report":{"other":"x","blocked-uri":{}}}',
  ]) {
    assert.equal((await report(visitor(), 'application/reports+json', rubbish)).status, 204, rubbish)
  }
  assert.equal(log.filter((line) => line.includes('policy blocked')).length, 10)
})

test('a line break in a report can forge no line of the log', async () => {
  const { visitor, log } = await openHost()
  const forged = { 'csp-report': { 'violated-directive': 'x\n{"level":50,"msg":"forged"}' } }
  await report(visitor(), 'application/csp-report', JSON.stringify(forged))
  for (const line of log) assert.equal(line.trimEnd().includes('\n'), false)
  assert.equal(
    log.some((line) => JSON.parse(line).msg === 'forged'),
    false,
  )
})
