// Our cookies: flags and prefix, planted seconds refused, never too large, never a reason to fall over.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cookieJar, MAX_COOKIE_BYTES } from '../../src/shield/cookies.ts'
import { flash } from '../../src/shield/flash.ts'
import { sessionOf } from '../../src/shield/session-values.ts'
import { PASSWORD } from '../house.ts'
import type { Visitor } from '../visitor.ts'
import { formPage, type Host, HTTPS, openHost, signUpAndIn } from './host.ts'

const routes = (app: Host['app']) => {
  app.get('/form', async (request) => formPage(request))
  app.get('/keep', async (request) => {
    await sessionOf(request).set('a' as never, 'b' as never)
    return 'kept'
  })
  app.get('/loud', async (request, reply) => {
    for (let i = 0; i < 20; i++) flash(request, 'error', '\u0001💥"'.repeat(200))
    return reply.redirect('/form', 303)
  })
}

/** Every way to get a cookie, by one visitor. */
async function crawl(visitor: Visitor): Promise<Visitor> {
  for (const path of ['/', '/form', '/register', '/login', '/nothing', '/keep', '/loud'])
    await visitor.open(path)
  await signUpAndIn(visitor, 'anna')
  for (const path of ['/dashboard', '/keep', '/loud', '/form']) await visitor.open(path)
  await visitor.post('/logout', {}, '/dashboard')
  return visitor.open('/')
}

describe('on https', async () => {
  const { visitor } = await openHost(routes, { origin: HTTPS })
  const anna = await crawl(visitor())
  const names = new Set(anna.setCookies.map((line) => line.split('=', 1)[0]))

  test('all four cookies were seen', () => {
    const all = ['device', 'flash', 'session', 'visit'].map((short) => `__Host-Http-${short}`)
    assert.deepEqual([...names].sort(), all)
  })

  test('V3.3.1 V3.3.3 every cookie is Secure, for this host alone, on all paths', () => {
    for (const line of anna.setCookies) {
      assert.match(line, /^__Host-/)
      assert.match(line, /; Secure(;|$)/)
      assert.match(line, /; Path=\/(;|$)/)
      assert.doesNotMatch(line, /Domain/i)
    }
  })

  test('V3.3.2 every cookie says SameSite=Lax', () => {
    for (const line of anna.setCookies) assert.match(line, /; SameSite=Lax(;|$)/)
  })

  test('V3.3.4 no script reads a cookie', () => {
    for (const line of anna.setCookies) assert.match(line, /; HttpOnly(;|$)/)
  })

  test('V3.3.5 the largest cookie is at most 4096 bytes', () => {
    for (const line of anna.setCookies) assert.ok(line.split(';', 1)[0]!.length <= MAX_COOKIE_BYTES)
    assert.ok(anna.setCookies.some((line) => line.split(';', 1)[0]!.length > 2000))
  })
})

test('V3.3.4 the session token stands in Set-Cookie alone: no body, other field or log line holds it', async () => {
  const { visitor, log } = await openHost(routes, { origin: HTTPS })
  const anna = await signUpAndIn(visitor(), 'anna')
  const token = anna.cookies.get('__Host-Http-session')!
  for (const path of ['/dashboard', '/form', '/login', '/nothing', '/', '/keep']) {
    await anna.open(path)
    const { 'set-cookie': _, ...others } = anna.headers
    assert.ok(!`${anna.body}${JSON.stringify(others)}`.includes(token), path)
  }
  assert.ok(log.length > 0)
  assert.ok(!log.join('').includes(token))
  assert.ok(!log.join('').includes(PASSWORD))
})

test('plain-http development has neither prefix nor Secure, and the rest', async () => {
  const { visitor } = await openHost(routes)
  const anna = await crawl(visitor())
  for (const line of anna.setCookies) {
    assert.match(line, /^(?:device|flash|session|visit)=/)
    assert.match(line, /; Path=\/; HttpOnly; SameSite=Lax(?:; Max-Age=\d+)?$/)
  }
})

describe('a second cookie of the same name, planted from elsewhere', async () => {
  const { visitor } = await openHost(routes, { origin: HTTPS })
  const anna = await signUpAndIn(visitor(), 'anna')
  const own = `__Host-Http-session=${anna.cookies.get('__Host-Http-session')}`
  const open = async (cookie: string) =>
    (await visitor().send({ url: '/dashboard', headers: { cookie, accept: 'text/html' } })).status

  test('makes both worthless, in whatever order', async () => {
    assert.equal(await open(own), 200)
    assert.equal(await open(`${own}; __Host-Http-session=planted`), 303)
    assert.equal(await open(`__Host-Http-session=planted; ${own}`), 303)
    assert.equal(await open(`${own}; ${own}`), 303)
    assert.equal(await open(`${own}; __Host-Http-session=`), 303)
  })

  test('under a weaker name counts for nothing', async () => {
    const token = anna.cookies.get('__Host-Http-session')
    for (const name of [
      'session',
      '__Host-session',
      '__Secure-session',
      '__host-http-session',
      'x__Host-Http-session',
    ]) {
      assert.equal(await open(`${name}=${token}`), 303, name)
      assert.equal(await open(`${name}=planted; ${own}`), 200, name)
    }
  })
})

test('no cookie header, however malformed, is a server error', async () => {
  const { visitor } = await openHost(routes)
  const headers = [
    ';',
    ';;;=;=',
    '=',
    'session',
    'session=',
    'session=%',
    'session=%zz%00',
    'session="quoted"',
    'session=\u00ff\u00fe',
    'visit=%; flash=%; device=%',
    'flash=e30..AAAA',
    `flash=${'A'.repeat(8000)}`,
    'visit=\tx\t; session=x ;',
    '__proto__=1; constructor=2; toString=3',
    `${'a=b; '.repeat(2000)}`,
    'session=a,b; session=c',
  ]
  for (const cookie of headers) {
    for (const url of ['/form', '/dashboard', '/nothing']) {
      const { status } = await visitor().send({ url, headers: { cookie } })
      assert.ok(status < 500, `${url} ${status} ${cookie.slice(0, 40)}`)
    }
    const sent = {
      method: 'POST',
      url: '/login',
      form: 'username=%&password=%zz%',
      headers: { cookie },
    } as const
    assert.equal((await visitor().send(sent)).status, 400)
  }
})

describe('the jar', () => {
  const jar = cookieJar(HTTPS)

  test('V3.3.5 refuses to write more than a browser keeps', () => {
    const room = MAX_COOKIE_BYTES - '__Host-Http-flash='.length
    assert.ok(jar.write('flash', 'x'.repeat(room)))
    assert.throws(() => jar.write('flash', 'x'.repeat(room + 1)), RangeError)
  })

  test('refuses a value that would end the cookie or the line', () => {
    for (const value of ['a;b', 'a b', 'a\r\nb', 'a,b', '"a"', 'é']) {
      assert.throws(() => jar.write('flash', value), TypeError, value)
    }
  })

  test('removes a cookie with the attributes it was set with', () => {
    assert.equal(jar.clear('flash'), '__Host-Http-flash=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0')
  })
})
