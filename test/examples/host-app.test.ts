// What a host app's own routes get by registering Portcullis: headers, CSRF protection, limits, session, guard, flash.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { hostApp } from '../../examples/host-app/app.ts'
import { fixedHeaders } from '../../src/shield/policy.ts'
import { PASSWORD } from '../house.ts'
import { Visitor } from '../visitor.ts'
import { startExample } from './started.ts'

const MOST_LINES = 30

process.env['PORTCULLIS_LOG_LEVEL'] = 'silent'

async function openHost() {
  const app = await hostApp({
    database: 'sqlite::memory:',
    limits: { register: '1000 per minute', login: '1000 per minute' },
    password: { memory: 64, iterations: 1 },
  })
  after(() => app.close())
  return {
    stranger: () => new Visitor(app),
    async member(username: string) {
      const member = new Visitor(app)
      await member.open('/register')
      await member
        .fill({ username, email: `${username}@example.test`, password: PASSWORD })
        .press('Create account')
      await member.open('/notes')
      assert.deepEqual(member.redirects, ['303 /login?next=%2Fnotes'])
      await member.fill({ username, password: PASSWORD }).press('Sign in')
      assert.equal(member.path, '/notes', 'back to where one was going')
      return member
    },
  }
}

test('the host app is as short as it says', () => {
  const lines = readFileSync('examples/host-app/app.ts', 'utf8').trimEnd().split('\n')
  assert.ok(lines.length < MOST_LINES, `${lines.length} lines`)
})

describe('the host’s own routes', async () => {
  const host = await openHost()

  test('have a session: who is signed in sees their notes, and nobody else’s', async () => {
    const [anna, ben] = [await host.member('anna'), await host.member('ben')]
    await anna.fill({ note: 'buy bread' }).press('Add')
    assert.deepEqual(anna.redirects, ['303 /notes'])
    assert.match(anna.text, /Noted\..*buy bread/)
    await ben.open('/notes')
    assert.doesNotMatch(ben.text, /buy bread/)
    await anna.press('Sign out')
    await anna.open('/notes')
    assert.equal(anna.path, '/login')
  })

  test('have a guard: a program gets 401, a form post nothing done', async () => {
    const stranger = host.stranger()
    await stranger.send({ url: '/notes', headers: { accept: 'application/json' } })
    assert.equal(stranger.status, 401)
    await stranger.post('/notes', { note: 'x' }, '/login')
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login'])
  })

  test('carry every header, answers that say no included', async () => {
    const carla = await host.member('carla')
    for (const [url, status] of [
      ['/notes', 200],
      ['/notes/none', 404],
    ] as const) {
      await carla.send({ url })
      assert.equal(carla.status, status)
      for (const [name, value] of Object.entries(fixedHeaders))
        assert.equal(carla.headers[name], value, `${url} ${name}`)
      assert.match(String(carla.headers['content-security-policy']), /script-src 'nonce-[^']+'/)
    }
  })

  test('refuse a form without its token or from another site, and give the note back', async () => {
    const dora = await host.member('dora')
    await dora.send({
      method: 'POST',
      url: '/notes',
      form: { note: 'kept' },
      headers: dora.browserHeaders('POST'),
    })
    assert.equal(dora.status, 400)
    assert.match(dora.body, /value="kept"/)
    const token = await dora.token('/notes')
    await dora.send({
      method: 'POST',
      url: '/notes',
      form: { note: 'planted', csrf_token: token },
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
    })
    assert.equal(dora.status, 403)
    await dora.open('/notes')
    assert.doesNotMatch(dora.text, /kept|planted/)
  })

  test('are limited as they ask: the 31st note within a minute is 429', async () => {
    const emil = await host.member('emil')
    emil.options.address = '192.0.2.7'
    const form = { note: 'n', csrf_token: await emil.token('/notes') }
    for (let count = 1; count <= 31; count++) {
      await emil.send({ method: 'POST', url: '/notes', form, headers: emil.browserHeaders('POST') })
      assert.equal(emil.status, count <= 30 ? 303 : 429, `note ${count}`)
    }
    assert.ok(Number(emil.headers['retry-after']) > 0)
    await emil.open('/notes')
    assert.equal(emil.status, 200, 'reading has a limit of its own')
  })

  test('escape what people write, and show a message once', async () => {
    const fee = await host.member('fee')
    await fee.fill({ note: '<script>alert(1)</script>' }).press('Add')
    assert.match(fee.body, /<li>&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/li>/)
    assert.doesNotMatch(fee.body, /<script>alert/)
    assert.match(fee.text, /Noted\./)
    await fee.open('/notes')
    assert.doesNotMatch(fee.text, /Noted\./)
  })
})

test('the host app starts by its documented command', async () => {
  const { origin } = await startExample('host-app')
  assert.equal((await fetch(`${origin}/healthz`)).status, 200)
  const notes = await fetch(`${origin}/notes`, { redirect: 'manual' })
  assert.deepEqual([notes.status, notes.headers.get('location')], [303, '/login?next=%2Fnotes'])
})
