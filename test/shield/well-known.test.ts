// /.well-known/: security.txt from a setting, and a true 404 for what is not there. RFC 9116.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOON } from '../house.ts'
import { HTTPS, openHost } from './host.ts'

const DAY = 86_400_000
const FILE = '/.well-known/security.txt'

function fieldsOf(text: string): Map<string, string> {
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ', 2) as [string, string]),
  )
}

test('without a contact there is no security.txt', async () => {
  const { visitor } = await openHost()
  assert.equal((await visitor().open(FILE)).status, 404)
})

test('security.txt has the fields that RFC 9116 asks for, more than 30 days ahead and less than a year', async () => {
  const { visitor } = await openHost(undefined, {
    origin: HTTPS,
    securityTxt: { contact: 'mailto:security@site.test' },
  })
  const { status, headers, body } = await visitor().open(FILE)
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  assert.ok(body.endsWith('\n'))
  const fields = fieldsOf(body)
  assert.equal(fields.get('Contact'), 'mailto:security@site.test')
  assert.equal(fields.get('Canonical'), `${HTTPS}${FILE}`)
  const expires = fields.get('Expires') ?? ''
  assert.match(expires, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
  assert.ok(Date.parse(expires) > NOON + 30 * DAY && Date.parse(expires) < NOON + 365 * DAY, expires)
})

test('an expiry of the settings stands as it is', async () => {
  const expires = '2026-10-01T00:00:00Z'
  const { visitor } = await openHost(undefined, {
    securityTxt: { contact: 'https://site.test/report', expires },
  })
  assert.equal(fieldsOf((await visitor().open(FILE)).body).get('Expires'), expires)
})

test('an unknown well-known path is a true 404, not a page that pretends', async () => {
  const { visitor } = await openHost()
  for (const path of [
    '/.well-known/',
    '/.well-known/nothing-here',
    '/.well-known/resource-that-should-not-exist',
  ]) {
    assert.equal((await visitor().open(path)).status, 404, path)
  }
})
