// Input that no form of ours sends: each gets a status and words, nothing is written, and nothing is a 5xx.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { mails, openHouseOnDisk, users } from './accounts/visits.ts'
import { openHouse, PASSWORD } from './house.ts'
import { requestText, sendRaw } from './raw.ts'
import type { Visitor } from './visitor.ts'

const FORM = 'application/x-www-form-urlencoded'
const ZOE = `username=zoe&email=zoe%40example.test&password=${encodeURIComponent(PASSWORD)}`
const MEGABYTE = 1_048_576

const house = await openHouseOnDisk({ limits: { default: '100000 per minute' } })
const { visitor, store } = house

/** A body to a form's route, with a good token in a header so that only the input is bad. */
async function post(url: string, payload: string | Buffer, type: string = FORM): Promise<Visitor> {
  const person = visitor()
  const token = await person.token('/register')
  const headers = { ...person.browserHeaders('POST'), 'content-type': type, 'x-csrftoken': token }
  return person.send({ method: 'POST', url, payload, headers })
}

describe('V2.2.1 a form body', () => {
  const cases: [name: string, body: string | Buffer, status: number, words: RegExp][] = [
    ['empty', '', 422, /A username has 3 to 64 characters.*one e-mail address.*at least 8 characters/],
    ['one field missing', 'username=zoe&email=zoe%40example.test', 422, /at least 8 characters/],
    ['a field twice', `${ZOE}&username=other`, 422, /came more than once/],
    ['a field many times', `${ZOE}${'&email=x'.repeat(500)}`, 422, /came more than once/],
    ['names with brackets', ZOE.replace('username', 'username[]'), 422, /A username has 3 to 64/],
    [
      'a password of 10,000 characters',
      ZOE.replace(/password=.*/, `password=${'a'.repeat(10_000)}`),
      422,
      /at most 256 characters/,
    ],
    [
      'a password of 60,000 characters',
      ZOE.replace(/password=.*/, `password=${'a'.repeat(60_000)}`),
      422,
      /far too long/,
    ],
    ['a password of a megabyte', `${ZOE}${'a'.repeat(MEGABYTE)}`, 413, /too much at once/],
    ['10,000 fields', `${ZOE}${'&a'.repeat(10_000)}`, 413, /too much at once/],
    ['a NUL in the name', ZOE.replace('zoe', 'zo%00e'), 422, /can’t be read/],
    ['a NUL in the address', ZOE.replace('zoe%40', 'zo%00e%40'), 422, /can’t be read/],
    ['a lone surrogate, percent-encoded', ZOE.replace('zoe', 'zo%ED%A0%80e'), 400, /could not be read/],
    [
      'bytes that are no UTF-8',
      Buffer.from(ZOE.replace('zoe', 'zo\xff'), 'latin1'),
      400,
      /could not be read/,
    ],
    ['an overlong slash', ZOE.replace('zoe', 'zo%C0%AFe'), 400, /could not be read/],
    ['half a character in the password', `${ZOE}%E2%82`, 400, /could not be read/],
    ['malformed escapes', ZOE.replace('zoe', '%zz%e%'), 422, /made of letters and digits/],
    ['no text at all', '\0\0\0\0', 422, /A username has 3 to 64/],
    ['signs alone', '&&&===&=&', 422, /A username has 3 to 64/],
  ]
  for (const [name, body, status, words] of cases) {
    test(`${name}: ${status} in words`, async () => {
      const person = await post('/register', body)
      assert.equal(person.status, status)
      assert.match(person.text, words)
    })
  }

  test('`__proto__` and `constructor` are fields that nobody asked for', async () => {
    const person = await post(
      '/register',
      '__proto__=a&__proto__[polluted]=yes&constructor=b&constructor[prototype][polluted]=yes&toString=c',
    )
    assert.equal(person.status, 422)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })

  test('values are kept after an error, in every script, and passwords never', async () => {
    for (const name of [
      'Ζωή Παππά',
      'Жанна д’Арк',
      '小林 さくら',
      'أمير م',
      'नेहा १',
      '🦊🦊🦊',
      '‮evil',
      "<i>o'x",
    ]) {
      for (const [url, field] of [
        ['/register', 'username'],
        ['/register', 'email'],
        ['/login', 'username'],
      ] as const) {
        const person = await post(
          url,
          new URLSearchParams({ [field]: name, password: 'canary-secret' }).toString(),
        )
        assert.ok(person.status === 422 || person.status === 401, `${person.status}`)
        const kept = person.body.replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>')
        assert.ok(kept.includes(`value="${name}"`), name)
        assert.ok(!person.body.includes('canary-secret'))
      }
    }
  })
})

describe('V1.5.1 a body of another type', () => {
  const types: [type: string, body: string][] = [
    ['application/json', JSON.stringify({ username: 'zoe', email: 'zoe@example.test', password: PASSWORD })],
    ['application/json', '{"username":"\\ud800","__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
    ['application/json; charset=utf-16', '{}'],
    ['application/problem+json', '{}'],
    ['text/plain', ZOE],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="username"\r\n\r\nzoe\r\n--x--\r\n',
    ],
    [`${FORM}; charset=utf-16`, ZOE],
    [`${FORM}; charset=utf-7`, ZOE],
    [`${FORM}, application/json`, ZOE],
    ['application/octet-stream', ZOE],
    [';;;', ZOE],
    ['', ZOE],
  ]
  for (const url of ['/login', '/register', '/logout']) {
    for (const [type, body] of types) {
      test(`${url} ${JSON.stringify(type)} is 415 in words`, async () => {
        const person = await post(url, body, type)
        assert.equal(person.status, 415)
        assert.match(person.text, /not accepted here.*ordinary form posts/)
      })
    }
  }

  test('XML is 415 on every route, and what it names is never fetched', async () => {
    let fetched = 0
    const canary = createServer((_request, response) => {
      fetched++
      response.end()
    })
    await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done))
    after(() => canary.close())
    const { port } = canary.address() as AddressInfo
    const xml = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:${port}/">]><a>&b;</a>`
    for (const url of ['/login', '/register', '/logout', '/_portcullis/reports']) {
      for (const type of ['application/xml', 'text/xml', 'image/svg+xml', 'application/soap+xml']) {
        assert.equal((await post(url, xml, type)).status, 415, `${url} ${type}`)
      }
    }
    assert.equal(fetched, 0)
  })

  test('a form with its charset is a form', async () => {
    for (const type of [
      `${FORM}; charset=UTF-8`,
      `${FORM};charset="utf-8"`,
      FORM.toUpperCase(),
      `${FORM};`,
    ]) {
      assert.equal((await post('/login', 'username=a&password=b', type)).status, 401, type)
    }
  })
})

describe('cookies', () => {
  for (const cookie of [
    'session=%zz',
    'session=%00; visit=%ff',
    'visit=a; visit=b',
    'session',
    '=',
    ';;;',
    'flash=x.y.z',
    'flash=e30..AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'device=..',
    'é=ÿ; session=ÿ',
    `session=${'a'.repeat(9000)}`,
    '__proto__=a; constructor=b',
    'session="quoted"',
    `${'a=b; '.repeat(1500)}`,
  ]) {
    test(`V1.5.2 ${JSON.stringify(cookie).slice(0, 40)} is a stranger's`, async () => {
      const person = visitor()
      for (const url of ['/', '/login', '/register']) {
        await person.send({ url, bare: true, headers: { cookie } })
        assert.equal(person.status, 200)
      }
      await person.send({ url: '/dashboard', bare: true, headers: { cookie } })
      assert.equal(person.status, 303)
      await person.send({
        method: 'POST',
        url: '/login',
        bare: true,
        headers: { cookie },
        form: 'username=a',
      })
      assert.equal(person.status, 400)
    })
  }
})

describe('V1.1.1 paths and queries are decoded once', () => {
  for (const [url, status] of [
    ['/%', 400],
    ['/%zz', 400],
    ['/%ff', 400],
    ['/%ED%A0%80', 400],
    ['/%00', 404],
    ['/login%00', 404],
    ['/%2564ashboard', 404],
    ['/%252e%252e%252fetc%252fpasswd', 404],
    ['/_portcullis/..%2f..%2fpackage.json', 404],
    ['/login;a=b', 404],
    ['/LOGIN', 404],
    [`/${'a'.repeat(8000)}`, 404],
    ['/login?%', 200],
    ['/login?next=%zz&next=%ff', 200],
    ['/login?next=%ED%A0%80', 200],
    ['/login?__proto__=a&constructor=b&next[]=c', 200],
    [`/login?${'a=b&'.repeat(3000)}`, 200],
  ] as const) {
    test(`${url.slice(0, 50)} is ${status}`, async () => {
      const person = visitor()
      await person.send({ url, headers: { accept: 'text/html' } })
      assert.equal(person.status, status)
      if (status === 400) assert.equal(person.body, 'This request could not be read\n')
    })
  }

  test('an address with escapes in it goes around once: next, form, redirect', async () => {
    const { member, visitor: newVisitor } = await openHouse()
    await member('alice')
    const person = newVisitor()
    await person.open('/dashboard?a=%253Cb%253E&b=%26amp%3B')
    await person.fill({ username: 'alice', password: PASSWORD }).press('Sign in')
    assert.deepEqual(person.redirects, ['303 /dashboard?a=%253Cb%253E&b=%26amp%3B'])
  })

  test('V1.1.2 what looks encoded is kept as it is, and shown escaped once', async () => {
    const person = await post(
      '/register',
      new URLSearchParams({ username: '%253Cb%253E', email: '&amp;lt;+%41' }).toString(),
    )
    assert.ok(person.body.includes('value="%253Cb%253E"'))
    assert.ok(person.body.includes('value="&amp;amp;lt;+%41"'))
  })
})

describe('on the wire', async () => {
  const { app } = await openHouse({ limits: { default: '100000 per minute' } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const raw = (text: string) => sendRaw(port, text)

  for (const [name, text, status] of [
    ['headers of 20 KB', requestText('GET /', { 'x-long': 'a'.repeat(20_000) }), 431],
    ['2,500 headers', `GET / HTTP/1.1\r\nHost: a\r\n${'a: bcde\r\n'.repeat(2500)}\r\n`, 431],
    ['an address of 20 KB', requestText(`GET /${'a'.repeat(20_000)}`), 431],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['HTTP/1.0 without a Host', 'GET / HTTP/1.0\r\n\r\n', 200],
    ['HTTP/3.0', 'GET / HTTP/3.0\r\nHost: a\r\n\r\n', 400],
    ['a method nobody knows', requestText('BOGUS /'), 400],
    ['an address with a space', requestText('GET / x'), 400],
    ['an address without a slash', requestText('GET login'), 400],
    ['raw bytes in the address', requestText('GET /\xff'), 400],
    ['a NUL in a header', requestText('GET /', { x: 'a\0b' }), 400],
    ['a bare CR in a header', requestText('GET /', { x: 'a\rb' }), 400],
    ['an expectation nobody meets', requestText('POST /login', { expect: '200-maybe' }), 417],
    [
      'V4.2.1 a length and chunks',
      requestText('POST /login', { 'transfer-encoding': 'chunked' }, '0\r\n\r\n'),
      400,
    ],
    [
      'V4.2.1 two lengths',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'V4.2.1 an unknown coding',
      requestText('POST /login', { 'content-type': FORM, 'transfer-encoding': 'xchunked' }),
      400,
    ],
    [
      'V4.2.1 a space before the colon',
      'POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['V4.2.1 a line break inside a header', requestText('GET /', { x: 'a\r\n b' }), 400],
    [
      'V4.2.1 a bad chunk size',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    ['V4.2.1 line feeds alone', 'GET / HTTP/1.1\nHost: a\n\n', 400],
    ['a length below zero', 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
    ['two slashes', requestText('GET //'), 404],
    ['two slashes and a bracket', requestText('GET //['), 404],
    ['two slashes and a port', requestText('GET //:80/login'), 404],
    ['a backslash', requestText('GET /\\'), 404],
    ['another address in full', requestText('GET http://evil.example/nothing'), 404],
    ['an address in full that is none', requestText('GET http://[/'), 400],
    ['a Host that is none', requestText('GET /nothing', { host: 'a b/\\[' }), 404],
    [
      'an offer to upgrade',
      requestText('GET /', { upgrade: 'websocket', connection: 'Upgrade, close' }),
      200,
    ],
  ] as const) {
    test(`${name} is ${status}`, async () => {
      const answer = await raw(text)
      assert.equal(answer.status, status)
      assert.doesNotMatch(answer.text, /evil\.example|TypeError|Invalid URL|node_modules|"code":"ERR/)
      // Node itself answers these two, with a status and nothing else.
      if (status >= 400 && status !== 417 && name !== 'no Host')
        assert.match(answer.text, /x-content-type-options: nosniff/i)
      assert.equal(answer.text.match(/^HTTP\/1\.1 /gm)?.length, 1)
    })
  }

  test('V4.2.1 what stands behind a smuggled end is never answered as a request', async () => {
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
    const { text, status } = await raw(
      `POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    )
    assert.equal(status, 400)
    assert.equal(text.match(/HTTP\/1\.1 \d/g)?.length, 1)
  })
})

test('nothing of all that was written', async () => {
  assert.deepEqual(await users(store), [])
  assert.deepEqual(await mails(store), [])
  const person = visitor()
  await person.post('/register', { username: 'zoe', email: 'zoe@example.test', password: PASSWORD })
  assert.equal(person.status, 303)
})
