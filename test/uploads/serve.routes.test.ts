// How kept files are given out: every header, to whom, whole and in parts.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { createApp } from '../../src/app.ts'
import { download, idsOn, openUploadsHouse, picture, rows, upload } from './house.ts'

const TEXT = '<script>alert(document.domain)</script> is text here\n'
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

async function withFile(content: Buffer | string = `note ${TEXT}`, file = 'Notiz für ‘dich’.txt') {
  const house = await openUploadsHouse()
  const alice = await house.member()
  await upload(alice, [{ file, content }])
  const [id] = idsOn(alice)
  const get = (headers = {}, url = `/uploads/${id}`) => download(house.app, alice, url, headers)
  return { house, alice, id, get, size: Buffer.byteLength(content) }
}

describe('a kept file', () => {
  test('V3.2.1 V5.4.1 V5.4.2 V4.1.1 text comes as an attachment, with each header as it has to be', async () => {
    const { get, size, house } = await withFile()
    const answer = await get()
    const [row] = await rows(house.store)
    assert.equal(answer.statusCode, 200)
    const { headers } = answer
    assert.deepEqual(
      {
        type: headers['content-type'],
        length: headers['content-length'],
        policy: headers['content-security-policy'],
        sniff: headers['x-content-type-options'],
        resource: headers['cross-origin-resource-policy'],
        embedder: headers['cross-origin-embedder-policy'],
        opener: headers['cross-origin-opener-policy'],
        frame: headers['x-frame-options'],
        cache: headers['cache-control'],
        ranges: headers['accept-ranges'],
        etag: headers.etag,
      },
      {
        type: 'text/plain; charset=utf-8',
        length: String(size),
        policy: POLICY,
        sniff: 'nosniff',
        resource: 'same-origin',
        embedder: 'require-corp',
        opener: 'same-origin',
        frame: 'DENY',
        cache: 'no-store',
        ranges: 'bytes',
        etag: `"${row!.sha256.slice(0, 22)}"`,
      },
    )
    assert.match(String(headers['content-disposition']), /^attachment; filename="[ -~]+"; filename\*=UTF-8''/)
    assert.equal(answer.body, `note ${TEXT}`)
  })

  test('an image made anew is shown, under the same policy; a PDF is an attachment', async () => {
    const { get } = await withFile(await picture(), 'photo.png')
    const { headers } = await get()
    assert.match(String(headers['content-type']), /^image\/(png|webp|jpeg)$/)
    assert.match(String(headers['content-disposition']), /^inline; filename=/)
    assert.equal(headers['content-security-policy'], POLICY)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    const pdf = await withFile('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n', 'paper.pdf')
    const answer = await pdf.get()
    assert.equal(answer.headers['content-type'], 'application/pdf')
    assert.match(String(answer.headers['content-disposition']), /^attachment/)
  })

  test('ranges: from, to, the end, one too far, several, and with a tag that is not its own', async () => {
    const { get } = await withFile('0123456789', 'digits.txt')
    const etag = String((await get()).headers.etag)
    const cases: [Record<string, string>, number, string, string | undefined][] = [
      [{ range: 'bytes=2-4' }, 206, '234', 'bytes 2-4/10'],
      [{ range: 'bytes=7-' }, 206, '789', 'bytes 7-9/10'],
      [{ range: 'bytes=-3' }, 206, '789', 'bytes 7-9/10'],
      [{ range: 'bytes=-99' }, 206, '0123456789', 'bytes 0-9/10'],
      [{ range: 'bytes=8-99' }, 206, '89', 'bytes 8-9/10'],
      [{ range: 'bytes=0-0', 'if-range': etag }, 206, '0', 'bytes 0-0/10'],
      [{ range: 'bytes=0-0', 'if-range': '"other"' }, 200, '0123456789', undefined],
      [{ range: 'bytes=10-' }, 416, '', 'bytes */10'],
      [{ range: 'bytes=-0' }, 416, '', 'bytes */10'],
      [{ range: 'bytes=0-1,4-5' }, 200, '0123456789', undefined],
      [{ range: 'bytes=5-2' }, 200, '0123456789', undefined],
      [{ range: 'lines=1-2' }, 200, '0123456789', undefined],
    ]
    for (const [headers, status, body, range] of cases) {
      const answer = await get(headers)
      const shown = JSON.stringify(headers)
      assert.deepEqual(
        [answer.statusCode, answer.body, answer.headers['content-range']],
        [status, body, range],
        shown,
      )
      assert.equal(answer.headers['content-security-policy'], POLICY, shown)
      if (status !== 416) assert.equal(answer.headers['content-length'], String(body.length), shown)
    }
  })

  test('its tag answers 304, another 412; HEAD gives its length and no byte', async () => {
    const { get, house, alice, id } = await withFile('0123456789', 'digits.txt')
    const etag = String((await get()).headers.etag)
    for (const sent of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await get({ 'if-none-match': sent })
      assert.deepEqual([answer.statusCode, answer.body, answer.headers.etag], [304, '', etag], sent)
    }
    assert.equal((await get({ 'if-none-match': '"x"' })).statusCode, 200)
    for (const sent of [etag, `"x", ${etag}`, '*'])
      assert.equal((await get({ 'if-match': sent })).statusCode, 200, sent)
    for (const sent of ['"x"', `W/${etag}`, '']) {
      const answer = await get({ 'if-match': sent, 'if-none-match': etag })
      assert.deepEqual([answer.statusCode, answer.body], [412, ''], sent)
    }
    const head = await house.app.inject({
      method: 'HEAD',
      url: `/uploads/${id}`,
      headers: { cookie: alice.cookieHeader },
    })
    assert.deepEqual([head.statusCode, head.body, head.headers['content-length']], [200, '', '10'])
  })

  test('V8.2.2 V8.3.1 nobody but its owner gets it, and nobody learns that it is there', async () => {
    const { house, id, get } = await withFile()
    const mallory = await house.member('mallory')
    const theirs = await download(house.app, mallory, `/uploads/${id}`)
    const none = await download(house.app, mallory, '/uploads/AAAAAAAAAAAAAAAAAAAAAA')
    const plain = (text: string) => text.replace(/nonce="[^"]+"|value="[^"]+"|<code>[^<]+<\/code>/g, '')
    assert.deepEqual([theirs.statusCode, plain(theirs.body)], [404, plain(none.body)])
    const post = await mallory.post(`/uploads/${id}/delete`, {}, '/profile')
    assert.deepEqual([post.status, (await get()).statusCode], [303, 200])
    const stranger = await download(house.app, house.visitor(), `/uploads/${id}`)
    assert.deepEqual(
      [stranger.statusCode, stranger.headers['location']],
      [303, `/login?next=%2Fuploads%2F${id}`],
    )
  })

  test('another site can neither embed nor fetch it', async () => {
    const { get } = await withFile(await picture(), 'photo.png')
    for (const dest of ['image', 'empty', 'iframe', 'script', 'object', 'embed']) {
      const mode = dest === 'iframe' || dest === 'object' || dest === 'embed' ? 'navigate' : 'no-cors'
      const answer = await get({
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': mode,
        'sec-fetch-dest': dest,
      })
      assert.equal(answer.statusCode, 403, dest)
    }
  })

  test('ids that are none are not found, whatever they hold', async () => {
    const { get } = await withFile()
    for (const id of ['..%2F..%2Fetc%2Fpasswd', '%00', 'a'.repeat(500), "'%20or%201=1", '../kept'])
      assert.equal((await get({}, `/uploads/${id}`)).statusCode, 404, id)
  })

  test('a host may open files to others, by a function that is asked each time', async () => {
    const { house, id } = await withFile()
    await house.member('bob')
    const asked: string[] = []
    const { default: Fastify } = await import('fastify')
    const { portcullis } = await import('../../src/portcullis.ts')
    const app = Fastify()
    await app.register(portcullis, {
      parts: {
        settings: house.settings,
        now: () => house.clock.now,
        mayOpenUpload(user, { name }) {
          asked.push(`${user.username} ${name}`)
          return user.username === 'bob'
        },
      },
    })
    try {
      for (const [name, status] of [
        ['bob', 200],
        ['mallory', 404],
      ] as const) {
        const person = name === 'bob' ? await signIn(app, 'bob') : await register(app, 'mallory')
        assert.equal((await download(app, person, `/uploads/${id}`)).statusCode, status, name)
      }
      assert.equal(asked.length, 2)
    } finally {
      await app.close()
    }
  })
})

async function signIn(app: Awaited<ReturnType<typeof createApp>>, username: string) {
  const { Visitor } = await import('../visitor.ts')
  const { PASSWORD } = await import('../house.ts')
  const visitor = new Visitor(app)
  await visitor.open('/login')
  visitor.fill({ username, password: PASSWORD })
  return visitor.press('Sign in')
}

async function register(app: Awaited<ReturnType<typeof createApp>>, username: string) {
  const { Visitor } = await import('../visitor.ts')
  const { PASSWORD } = await import('../house.ts')
  const visitor = new Visitor(app)
  await visitor.open('/register')
  visitor.fill({ username, email: `${username}@example.test`, password: PASSWORD })
  await visitor.press('Create account')
  return signIn(app, username)
}

describe('an origin of its own for files', () => {
  const ORIGIN = 'http://files.localhost:3000'

  test('V3.5.4 the page leads there by a link of a minute; nothing else is found there, and no file here', async () => {
    const house = await openUploadsHouse({ uploads: { origin: ORIGIN } })
    const alice = await house.member()
    await upload(alice, [{ file: 'a.txt', content: 'here' }])
    const [id] = idsOn(alice)
    const leading = await download(house.app, alice, `/uploads/${id}`)
    assert.equal(leading.statusCode, 303)
    const there = new URL(String(leading.headers['location']))
    assert.equal(there.origin, ORIGIN)
    const headers = {
      host: there.host,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    const answer = await house.app.inject({ url: there.pathname, headers })
    assert.deepEqual([answer.statusCode, answer.body], [200, 'here'])
    assert.equal(answer.headers['content-security-policy'], POLICY)
    assert.equal(answer.headers['set-cookie'], undefined)
    for (const url of ['/', '/login', '/uploads', '/api/openapi.json', '/dashboard'])
      assert.equal((await house.app.inject({ url, headers })).statusCode, 404, url)
    assert.equal((await house.app.inject({ url: there.pathname })).statusCode, 404)
    const changed = there.pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    assert.equal((await house.app.inject({ url: changed, headers })).statusCode, 404)
    house.clock.forward(60)
    assert.equal((await house.app.inject({ url: there.pathname, headers })).statusCode, 404)
  })
})
