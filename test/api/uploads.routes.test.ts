// The calls on files: with a token of the right scope, on one's own files alone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError, createClient } from '../../src/api/client.ts'
import { form, incoming, openUploadsHouse, picture, rows, TYPE } from '../uploads/house.ts'
import { Caller, told } from './caller.ts'

async function opened(options: Parameters<typeof openUploadsHouse>[0] = {}) {
  const house = await openUploadsHouse({ limits: { api: '10000 per minute' }, ...options })
  await house.member('alice')
  const caller = new Caller(house)
  const { accessToken } = await caller.signIn('alice')
  const post = (payload: Buffer, token: string | undefined = accessToken, type = TYPE) =>
    caller.send('POST', '/api/uploads', payload, {
      'content-type': type,
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    })
  return { house, caller, accessToken, post }
}

const FILE = { name: 'file', file: 'note.txt', content: 'a note\n' }

describe('files over the API', () => {
  test('are sent, listed, looked at, downloaded and deleted', async () => {
    const { house, caller, accessToken, post } = await opened()
    const made = await post(form(FILE))
    assert.equal(made.statusCode, 201, made.body)
    const { id, ...shown } = made.json()
    const [row] = await rows(house.store)
    assert.deepEqual(shown, {
      name: 'note.txt',
      type: 'text/plain',
      bytes: 7,
      sha256: row!.sha256,
      width: null,
      height: null,
      state: 'stored',
      kind: 'text',
      createdAt: '2026-01-01T12:00:00.000Z',
    })
    const list = (await caller.get('/api/uploads', accessToken)).json()
    assert.deepEqual(list, { uploads: [{ id, ...shown }], usedBytes: 7, quotaBytes: 209_715_200, next: null })
    assert.deepEqual((await caller.get(`/api/uploads/${id}`, accessToken)).json(), { id, ...shown })
    const part = await caller.get(`/api/uploads/${id}/content`, accessToken, { range: 'bytes=2-' })
    assert.deepEqual([part.statusCode, part.body], [206, 'note\n'])
    assert.match(String(part.headers['content-disposition']), /^attachment/)
    assert.match(String(part.headers['content-security-policy']), /sandbox$/)
    assert.equal((await caller.delete(`/api/uploads/${id}`, accessToken)).statusCode, 204)
    assert.equal((await caller.get(`/api/uploads/${id}`, accessToken)).statusCode, 404)
    assert.deepEqual(await rows(house.store), [])
  })

  test('are listed some at a time, each once, also when the one before goes away meanwhile', async () => {
    const { house, caller, accessToken, post } = await opened()
    const newest: string[] = []
    for (let made = 0; made < 7; made++) {
      // Two of the same moment each: their ids decide.
      if (made % 2 === 0) house.clock.now += 1_000
      newest.unshift((await post(form(FILE))).json().id)
    }
    const origin = await house.app.listen({ host: '127.0.0.1', port: 0 })
    const api = createClient({ origin, tokens: { personalToken: accessToken } })
    const whole = (await api.listUploads()).uploads.map(({ id }) => id)
    assert.deepEqual(whole.toSorted(), newest.toSorted())
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const { uploads, next } = await api.listUploads({ limit: 3, after })
      assert.ok(uploads.length <= 3)
      seen.push(...uploads.map(({ id }) => id))
      if (next === null) break
      await api.deleteUpload(uploads.at(-1)!.id)
      after = next
    }
    assert.deepEqual(seen, whole)
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'after=x',
      'after=1.%00',
      'page=2',
    ])
      assert.equal(
        told(await caller.get(`/api/uploads?${query}`, accessToken)).problem.code,
        'invalid-input',
        query,
      )
  })

  test('an image is an attachment here, too', async () => {
    const { caller, accessToken, post } = await opened()
    const { id, width } = (await post(form({ ...FILE, content: await picture() }))).json()
    const answer = await caller.get(`/api/uploads/${id}/content`, accessToken)
    assert.equal(width, 40)
    assert.match(String(answer.headers['content-disposition']), /^attachment/)
  })

  test('V8.2.2 ask for a token, for its scope, and for one’s own files', async () => {
    const { house, caller, accessToken, post } = await opened()
    assert.equal((await post(form(FILE), '')).statusCode, 401)
    const make = (scopes: string[]) =>
      caller.post('/api/tokens', { name: 'x', scopes, expiresIn: 3600 }, accessToken)
    const read: string = (await make(['read'])).json().token
    assert.equal(told(await post(form(FILE), read)).problem.code, 'scope-missing')
    const { id } = (await post(form(FILE), (await make(['write'])).json().token)).json()
    assert.equal((await caller.delete(`/api/uploads/${id}`, read)).statusCode, 403)
    assert.equal((await caller.get(`/api/uploads/${id}/content`, read)).body, 'a note\n')
    await house.member('mallory')
    const { accessToken: theirs } = await caller.signIn('mallory')
    for (const url of [`/api/uploads/${id}`, `/api/uploads/${id}/content`])
      assert.deepEqual(told(await caller.get(url, theirs)).status, 404)
    assert.equal((await caller.delete(`/api/uploads/${id}`, theirs)).statusCode, 404)
    assert.deepEqual((await caller.get('/api/uploads', theirs)).json().uploads, [])
    assert.equal((await rows(house.store)).length, 1)
  })

  test('what is refused is told as problem details, and leaves nothing', async () => {
    const { house, post } = await opened({ uploads: { maxFileSize: 2048, maxRequestSize: 9000 } })
    const cases: [Buffer, string, string?][] = [
      [form({ ...FILE, content: '<svg/>' }), 'file-refused'],
      [form({ ...FILE, content: '' }), 'file-refused'],
      [form({ name: 'x', value: 'y' }), 'file-missing'],
      [form(FILE, FILE), 'too-many-files'],
      [form({ ...FILE, content: 'x'.repeat(3000) }), 'file-too-large'],
      [form({ ...FILE, content: 'x'.repeat(9000) }), 'too-large'],
      [form(FILE).subarray(0, 150), 'bad-request'],
      [Buffer.from('{}'), 'unsupported-type', 'application/json'],
      [Buffer.from('x'), 'unsupported-type', 'application/octet-stream'],
    ]
    for (const [payload, code, type] of cases) {
      const answer = await post(payload, undefined, type)
      assert.equal(told(answer).problem.code, code, answer.body)
      assert.deepEqual([await rows(house.store), incoming(house.data)], [[], []], code)
    }
    assert.match(told(await post(form({ ...FILE, content: '<svg/>' }))).problem.errors[0].detail, /markup/)
  })

  test('a form to a call that takes JSON is refused before it is read', async () => {
    const { caller, accessToken } = await opened()
    const headers = { 'content-type': TYPE, authorization: `Bearer ${accessToken}` }
    assert.equal(
      told(await caller.send('POST', '/api/tokens', form(FILE), headers)).problem.code,
      'json-only',
    )
  })

  test('the client sends, lists, reads and deletes', async () => {
    const { house } = await opened()
    const origin = await house.app.listen({ host: '127.0.0.1', port: 0 })
    const client = createClient({ origin, now: () => house.clock.now })
    await client.signIn({ username: 'alice', password: 'a long walk by the river' })
    const { id } = await client.upload(new File(['a note\n'], 'from the client.txt'))
    assert.equal((await client.getUpload(id)).name, 'from the client.txt')
    assert.equal(await (await client.downloadUpload(id)).text(), 'a note\n')
    assert.equal((await client.listUploads()).uploads.length, 1)
    await client.deleteUpload(id)
    await assert.rejects(
      client.downloadUpload(id),
      (error) => error instanceof ApiError && error.status === 404,
    )
    await assert.rejects(
      client.upload(new Blob(['<html>'])),
      (error) => error instanceof ApiError && error.code === 'file-refused',
    )
  })
})
