// The shield without accounts: headers, CSRF tokens for anonymous visitors, escaping; no database is opened.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { guestBook } from '../../examples/shield-only/app.ts'
import { fixedHeaders } from '../../src/shield/policy.ts'
import { Visitor } from '../visitor.ts'
import { startExample } from './started.ts'

const MOST_LINES = 25

const app = await guestBook()
after(() => app.close())

test('the guest book is as short as it says', () => {
  const lines = readFileSync('examples/shield-only/app.ts', 'utf8').trimEnd().split('\n')
  assert.ok(lines.length < MOST_LINES, `${lines.length} lines`)
})

test('a guest signs, is thanked once, and what they write stays text', async () => {
  const guest = new Visitor(app)
  await guest.open('/')
  for (const [name, value] of Object.entries(fixedHeaders)) assert.equal(guest.headers[name], value, name)
  assert.doesNotMatch(guest.body, /href="\/(login|register)"/)
  await guest.fill({ name: '<b>Ida</b>' }).press('Sign')
  assert.match(guest.body, /<p>&lt;b&gt;Ida&lt;\/b&gt;<\/p>/)
  assert.match(guest.text, /Thank you\./)
  await guest.open('/')
  assert.doesNotMatch(guest.text, /Thank you\./)
})

test('a post without the token, or from another site, writes nothing', async () => {
  const guest = new Visitor(app)
  await guest.open('/')
  await guest.send({
    method: 'POST',
    url: '/',
    form: { name: 'Nobody' },
    headers: guest.browserHeaders('POST'),
  })
  assert.equal(guest.status, 400)
  const token = await guest.token('/')
  await guest.send({
    method: 'POST',
    url: '/',
    form: { name: 'Nobody', csrf_token: token },
    headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
  })
  assert.equal(guest.status, 403)
  await guest.open('/')
  assert.doesNotMatch(guest.text, /Nobody/)
})

test('the guest book starts by its documented command', async () => {
  const { origin } = await startExample('shield-only')
  assert.match(await (await fetch(origin)).text(), /Guests/)
})
