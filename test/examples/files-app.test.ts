// A host app's own route that takes files: pictures are made anew and shown to whom the host says, all else is refused.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { filesApp } from '../../examples/files-app/app.ts'
import { PASSWORD } from '../house.ts'
import { form, incoming, kept, picture, TYPE } from '../uploads/house.ts'
import { Visitor } from '../visitor.ts'
import { startExample } from './started.ts'

process.env['PORTCULLIS_LOG_LEVEL'] = 'silent'

async function openAlbum() {
  const data = mkdtempSync(join(tmpdir(), 'portcullis-album-'))
  const app = await filesApp({
    data,
    limits: { register: '1000 per minute', login: '1000 per minute' },
    password: { memory: 64, iterations: 1 },
  })
  after(async () => {
    await app.close()
    rmSync(data, { recursive: true, force: true })
  })
  const member = async (username: string) => {
    const visitor = new Visitor(app)
    await visitor.open('/register')
    await visitor
      .fill({ username, email: `${username}@example.test`, password: PASSWORD })
      .press('Create account')
    await visitor.open('/album')
    await visitor.fill({ username, password: PASSWORD }).press('Sign in')
    assert.equal(visitor.path, '/album')
    return visitor
  }
  const add = async (visitor: Visitor, content: Buffer | string, token?: string) => {
    const payload = form(
      { name: 'csrf_token', value: token ?? (await visitor.token('/album')) },
      { name: 'title', value: 'A "lake"' },
      { name: 'file', file: 'lake.png', content },
    )
    const headers = { ...visitor.browserHeaders('POST'), 'content-type': TYPE }
    await visitor.send({ method: 'POST', url: '/album', payload, headers })
    return visitor.status
  }
  return { data, member, add }
}

test('a picture that one adds is seen by another, and by nobody without an account', async () => {
  const { data, member, add } = await openAlbum()
  const [anna, ben] = [await member('anna'), await member('ben')]
  assert.equal(await add(anna, await picture()), 303)
  await ben.open('/album')
  const [, src = ''] = /<img src="([^"]+)" alt="A &quot;lake&quot;">/.exec(ben.body) ?? []
  await ben.open(src)
  assert.deepEqual([ben.status, ben.headers['content-type']], [200, 'image/png'])
  assert.match(String(ben.headers['content-security-policy']), /sandbox$/)
  await anna.open('/album')
  await anna.press('Sign out')
  await anna.send({ url: src })
  assert.notEqual(anna.status, 200)
  assert.deepEqual([kept(data).length, incoming(data)], [1, []])
})

test('what is no picture, too large, or without its token leaves nothing', async () => {
  const { data, member, add } = await openAlbum()
  const anna = await member('anna')
  assert.equal(await add(anna, '<svg onload="alert(1)"/>'), 422)
  assert.equal(await add(anna, 'only text'), 422)
  assert.equal(await add(anna, Buffer.alloc(5 * 1024 * 1024 + 1)), 413)
  assert.equal(await add(anna, await picture(), ''), 400)
  assert.deepEqual([kept(data), incoming(data)], [[], []])
})

test('the album starts by its documented command', async () => {
  const { origin } = await startExample('files-app')
  const answer = await fetch(`${origin}/album`, { redirect: 'manual' })
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/login?next=%2Falbum'])
})
