// `receiveUpload` on a host's own routes: what passes, what is refused, what is left when the host does nothing.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import Fastify from 'fastify'
import { portcullis, type ReceivedUpload, receiveUpload, requireToken, requireUser } from '../../src/index.ts'
import { PASSWORD } from '../house.ts'
import { until } from '../until.ts'
import { Visitor } from '../visitor.ts'
import { form, incoming, kept, type Part, picture, TYPE } from './house.ts'

async function openHost(uploads = {}) {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-host-'))
  after(() => rmSync(data, { recursive: true, force: true }))
  const app = Fastify()
  after(() => app.close())
  await app.register(portcullis, {
    data,
    log: { level: 'silent' },
    origin: 'http://localhost:3000',
    limits: { register: '1000 per minute', login: '1000 per minute' },
    password: { memory: 64, iterations: 1 },
    uploads: { limit: '1000 per minute', ...uploads },
  })
  const seen: ReceivedUpload[] = []
  const options = { preHandler: requireUser, config: { shield: { multipart: true } } } as const
  app.post('/cover', options, async (request) => {
    const cover = await receiveUpload(request, { kinds: ['image'], maxBytes: 5_000 })
    seen.push(cover)
    assert.equal(statSync(cover.path).mode & 0o777, 0o600)
    const { path: _path, keep: _keep, ...facts } = cover
    return facts
  })
  app.post('/move', options, async (request) => {
    const { path } = await receiveUpload(request)
    await rename(path, join(data, 'moved'))
    return 'moved'
  })
  app.post('/keep', options, async (request) => (await receiveUpload(request)).keep())
  app.post('/open', { config: { shield: { multipart: true } } }, async (request) => {
    const { name, keep } = await receiveUpload(request)
    return keep().catch((error) => ({ name, refused: error.code }))
  })
  app.post('/wrong', options, async (request) => {
    const { maxBytes, square } = request.query as { maxBytes?: string; square?: string }
    const wrong = square === undefined ? { maxBytes: Number(maxBytes) } : { square: Number(square) }
    return receiveUpload(request, wrong).then(
      () => 'taken',
      (error) => error.name,
    )
  })
  app.post('/forgotten', { preHandler: requireUser }, async (request) => receiveUpload(request))
  app.post(
    '/programs',
    {
      onRequest: requireToken({ scope: 'write' }),
      config: { shield: { withoutCookies: true, multipart: true } },
    },
    async (request) => (await receiveUpload(request)).keep(),
  )
  const alice = new Visitor(app)
  await alice.open('/register')
  await alice
    .fill({ username: 'alice', email: 'alice@example.test', password: PASSWORD })
    .press('Create account')
  await alice.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
  const send = async (url: string, ...parts: Part[]) => {
    const token = await alice.token('/profile')
    return alice.send({
      method: 'POST',
      url,
      payload: form({ name: 'csrf_token', value: token }, ...parts),
      headers: { ...alice.browserHeaders('POST'), accept: 'application/json', 'content-type': TYPE },
    })
  }
  return { app, data, alice, send, seen }
}

/** After the answer has gone out, and so a moment later than whoever got it. */
async function soonEmpty(data: string): Promise<void> {
  await until(() => incoming(data).length === 0)
  assert.deepEqual(incoming(data), [])
}

const file = (content: Buffer | string, name = 'cover.png'): Part => ({ name: 'cover', file: name, content })

describe('receiveUpload', () => {
  test('gives a host a file that was looked over, with the fields beside it; afterwards it is gone', async () => {
    const { data, alice, send, seen } = await openHost()
    await send('/cover', { name: 'title', value: 'On rivers' }, file(await picture(), '../../cover.png'), {
      name: 'later',
      value: 'too',
    })
    assert.equal(alice.status, 200, alice.body)
    const facts = JSON.parse(alice.body)
    assert.deepEqual([facts.kind, facts.width, facts.height, facts.name], ['image', 40, 30, 'cover.png'])
    assert.deepEqual([facts.fields.title, facts.fields.later], ['On rivers', 'too'])
    await soonEmpty(data)
    assert.deepEqual([existsSync(seen[0]!.path), kept(data)], [false, []])
  })

  test('refuses other kinds, larger ones, none and two, before the host sees anything', async () => {
    const { data, alice, send, seen } = await openHost()
    const cases: [Part[], number, string][] = [
      [[file('text')], 422, 'file-refused'],
      [[file('x'.repeat(5_001))], 413, 'file-too-large'],
      [[], 422, 'file-missing'],
      [[file(await picture()), file(await picture())], 413, 'too-many-files'],
    ]
    for (const [parts, status, code] of cases) {
      await send('/cover', ...parts)
      assert.deepEqual([alice.status, JSON.parse(alice.body).code], [status, code])
      assert.deepEqual([seen.length, incoming(data)], [0, []], code)
    }
  })

  test('lets a host move the file, or keep it among those of whoever is signed in', async () => {
    const { data, alice, send } = await openHost({ quota: 2_000, maxFileSize: 1_024 })
    await send('/move', file('to be moved', 'a.txt'))
    assert.equal(readFileSync(join(data, 'moved'), 'utf8'), 'to be moved')
    await send('/keep', file('x'.repeat(1_000), 'kept.txt'))
    const { id } = JSON.parse(alice.body)
    await alice.open(`/uploads/${id}`)
    assert.equal(alice.body.length, 1_000)
    await send('/keep', file('x'.repeat(1_001), 'more.txt'))
    assert.deepEqual([alice.status, JSON.parse(alice.body).code], [409, 'quota-full'])
    await soonEmpty(data)
    assert.equal(kept(data).length, 1)
  })

  test('takes files of strangers where the host does, and keeps none for nobody', async () => {
    const { app, data } = await openHost()
    const stranger = new Visitor(app)
    const token = await stranger.token('/login')
    const payload = form({ name: 'csrf_token', value: token }, file('a note', 'a.txt'))
    const headers = { ...stranger.browserHeaders('POST'), 'content-type': TYPE }
    await stranger.send({ method: 'POST', url: '/open', payload, headers })
    assert.deepEqual(JSON.parse(stranger.body), { name: 'a.txt', refused: 'sign-in-needed' })
    await stranger.send({ method: 'POST', url: '/open', payload: form(file('a note')), headers })
    assert.equal(stranger.status, 400)
    await soonEmpty(data)
  })

  test('a route that does not say `multipart` refuses such forms', async () => {
    const { alice, send } = await openHost()
    await send('/forgotten', file('a note'))
    assert.equal(alice.status, 415)
  })

  test('a route for programs takes files by token', async () => {
    const { app, data } = await openHost()
    const signedIn = await app.inject({
      method: 'POST',
      url: '/api/sign-in',
      payload: { username: 'alice', password: PASSWORD },
    })
    const answer = await app.inject({
      method: 'POST',
      url: '/programs',
      payload: form(file('a note', 'a.txt')),
      headers: { authorization: `Bearer ${signedIn.json().accessToken}`, 'content-type': TYPE },
    })
    assert.match(answer.json().id, /^[\w-]{22}$/)
    assert.equal(kept(data).length, 1)
  })

  test('a limit that is no number is the host’s mistake, and no way to be without one', async () => {
    const { data, alice, send } = await openHost()
    for (const wrong of [
      'maxBytes=unset',
      'maxBytes=0',
      'maxBytes=-1',
      'square=0',
      'square=1.5',
      'square=1e9',
    ]) {
      await send(`/wrong?${wrong}`, file('a note', 'a.txt'))
      assert.equal(alice.body, 'RangeError', wrong)
    }
    await send('/wrong?maxBytes=6', file('a note', 'a.txt'))
    assert.equal(alice.body, 'taken')
    await soonEmpty(data)
  })

  test('without uploads a route that says `multipart` stops the start', async () => {
    const app = Fastify()
    after(() => app.close())
    await app.register(portcullis, {
      database: 'sqlite::memory:',
      log: { level: 'silent' },
      uploads: { enabled: false },
    })
    assert.throws(
      () => app.post('/x', { config: { shield: { multipart: true } } }, async () => ''),
      /`multipart` needs uploads/,
    )
  })
})
