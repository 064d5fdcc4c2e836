// 5,000 requests that nobody would send, on real sockets, to all routes: no 5xx, no silence, and the process lives.
import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { openHouse, PASSWORD } from './house.ts'
import { seeded } from './limits/random.ts'

const REQUESTS = 5_000
const AT_ONCE = 40
/** `FUZZ_SEED=7 npm test` tries others; a failure names the one it had. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101)
/** Milliseconds without an answer and without an end, after which a request counts as forgotten. */
const PATIENCE = 8_000
/** Milliseconds after the last bytes of an answer; the next request does not wait for a connection kept alive. */
const QUIET = 25

const METHODS = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'get',
  'BOGUS',
]
const PATHS = [
  ...['/', '/login', '/register', '/logout', '/dashboard', '/healthz', '/readyz', '/dev/outbox', '/nothing'],
  ...[
    '//',
    '//[',
    '/\\',
    '/_portcullis/reports',
    '/_portcullis/',
    '/.well-known/security.txt',
    '/.well-known/change-password',
  ],
]
/** What takes a POST. */
const FORMS = ['/login', '/register', '/register', '/logout', '/_portcullis/reports']
const TYPES: string[] = [
  ...Array<string>(25).fill('application/x-www-form-urlencoded'),
  ...[
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/csp-report',
    'application/reports+json',
  ],
  ...['application/xml', 'application/x-www-form-urlencoded; charset=utf-16', ';', 'a/b/c', ''],
]
const ODDITIES = [
  ...[
    '%00',
    '%',
    '%zz',
    '%ff',
    '%ED%A0%80',
    '%C0%AF',
    '%2e%2e',
    '..',
    '//',
    '\\',
    '/./',
    ';',
    '?',
    '#',
    '&',
    '=',
    '&&',
  ],
  ...[
    '[]',
    '__proto__',
    'constructor',
    'toString',
    'null',
    '-1',
    '1e309',
    '9223372036854775808',
    "' or 1=1 --",
    '<script>',
    '{{7*7}}',
  ],
  ...[
    '\x00',
    '\x7f',
    '\xff',
    '\xc3\xa9',
    '\t',
    ' ',
    '"',
    "'",
    '%0d%0aset-cookie:%20a=b',
    '\ud83e\udd8a',
    'a'.repeat(300),
    '%u0041',
    '+',
  ],
]
const SITES = ['same-origin', 'none', 'cross-site', 'same-site', '', 'x']
const MODES = ['navigate', 'cors', 'no-cors', 'websocket', '', 'x']

type Pick = <T>(from: readonly T[]) => T

interface Person {
  cookie: string
  token: string
}

function requestOf(random: () => number, people: readonly Person[]): Buffer {
  const chance = (part: number) => random() < part
  const pick: Pick = (from) => from[Math.floor(random() * from.length)]!
  const bent = (text: string, part: number): string => {
    let result = text
    while (chance(part)) {
      const at = Math.floor(random() * (result.length + 1))
      const cut = chance(0.3) ? Math.floor(random() * 4) : 0
      result =
        result.slice(0, at) + (chance(0.8) ? pick(ODDITIES) : result.slice(0, at)) + result.slice(at + cut)
      result = result.slice(0, 30_000)
    }
    return result
  }
  const person = pick(people)
  const method = chance(0.85) ? pick(['GET', 'POST']) : pick(METHODS)
  const query = chance(0.3) ? `?${bent('next=/dashboard&a=b', 0.5)}` : ''
  const headers: [string, string][] = [['host', bent('localhost:3000', 0.05)]]
  const add = (part: number, name: string, value: () => string) => {
    if (chance(part)) headers.push([bent(name, 0.01), value()])
  }
  add(0.95, 'cookie', () => bent(person.cookie, 0.05))
  add(0.04, 'cookie', () => bent(pick(people).cookie, 0.15))
  add(0.6, 'accept', () => pick(['text/html', 'application/json', '*/*', '', 'text/html;q=x', '\x01']))
  add(0.5, 'origin', () =>
    bent(pick([...Array<string>(10).fill('http://localhost:3000'), 'null', 'https://evil.example']), 0.05),
  )
  add(0.15, 'sec-fetch-site', () => bent(pick(SITES), 0.05))
  add(0.1, 'sec-fetch-mode', () => bent(pick(MODES), 0.05))
  add(0.1, 'x-csrftoken', () => bent(person.token, 0.1))
  add(0.1, 'x-forwarded-for', () => bent('192.0.2.1, ::1', 0.3))
  add(0.05, 'if-none-match', () => bent('"a"', 0.3))
  add(0.03, 'expect', () => bent('100-continue', 0.1))
  add(0.03, 'upgrade', () => 'websocket')
  add(0.03, 'content-encoding', () => pick(['gzip', 'br', 'x']))
  add(0.02, 'x-http-method-override', () => 'DELETE')
  add(0.05, 'user-agent', () => bent('agent', 0.7))

  let body = ''
  if (method !== 'GET' && chance(0.95)) {
    const token = `csrf_token=${chance(0.9) ? person.token : bent(person.token, 0.9)}`
    const name = pick(['alice', 'bob', 'zoë', 'x'.repeat(70), `p${Math.floor(random() * 1e6)}`])
    const fields = [token, `username=${bent(encodeURIComponent(name), 0.2)}`]
    fields.push(`email=${bent(`${encodeURIComponent(name)}%40example.test`, 0.2)}`)
    fields.push(`password=${bent(encodeURIComponent(pick([PASSWORD, 'wrong', ''])), 0.2)}`)
    if (chance(0.2)) fields.push(bent(pick(fields), 0.3))
    if (chance(0.1)) fields.splice(Math.floor(random() * fields.length), 1)
    body = chance(0.85)
      ? fields.join('&')
      : bent(pick([JSON.stringify({ username: name, __proto__: 1 }), '{', '[[[[', fields.join(';')]), 0.5)
    if (chance(0.01)) body += 'a'.repeat(70_000)
    if (chance(0.01)) body += '&a'.repeat(1_500)
    add(0.95, 'content-type', () => bent(pick(TYPES), 0.03))
  }
  const bytes = Buffer.from(body, chance(0.5) ? 'latin1' : 'utf8')
  const chunked = body !== '' && chance(0.1)
  if (chunked) headers.push(['transfer-encoding', 'chunked'])
  if (!chunked || chance(0.05)) {
    // Too long a length is a half-sent request, which slow-clients.test.ts waits for; here a few will do.
    const lie = chance(0.004) ? 7 : chance(0.02) && bytes.length > 3 ? -3 : 0
    headers.push(['content-length', String(bytes.length + lie)])
  }
  const path = method === 'POST' && chance(0.8) ? pick(FORMS) : pick(PATHS)
  const line = `${method} ${bent(path, 0.1)}${query} HTTP/1.1\r\n`
  const head = Buffer.from(
    `${line}${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    'latin1',
  )
  if (!chunked) return Buffer.concat([head, bytes])
  return Buffer.concat([
    head,
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n0\r\n\r\n'),
  ])
}

/** An interim answer comes before the real one. */
const withoutInterim = (text: string) => text.replace(/^HTTP\/1\.1 100[\s\S]*?\r\n\r\n/, '')

/** What came back; undefined when nothing did and the connection stayed open. */
function send(port: number, bytes: Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let text = ''
    let timer = setTimeout(() => done(undefined), PATIENCE)
    const done = (result: string | undefined) => {
      clearTimeout(timer)
      resolve(result)
      socket.destroy()
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
      clearTimeout(timer)
      timer = setTimeout(() => done(text), withoutInterim(text) === '' ? PATIENCE : QUIET)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => done(text))
    socket.write(bytes)
  })
}

test(`${REQUESTS} broken requests on all routes (FUZZ_SEED=${SEED})`, async (t) => {
  const house = await openHouse({
    server: { headersTimeout: 1, requestTimeout: 1 },
    limits: {
      default: '1000000 per minute',
      login: '1000000 per minute',
      register: '1000000 per minute',
      cspReport: '1000000 per minute',
    },
    password: { memory: 8 },
  })
  const { app, member, visitor } = house
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const sentinel = await member('sentinel')
  const person = async (username?: string): Promise<Person> => {
    const one = username === undefined ? visitor() : await member(username)
    const token = await one.token(username === undefined ? '/login' : '/dashboard')
    return { cookie: one.cookieHeader, token }
  }
  const people = [await person(), await person(), await person('alice'), await person('bob')]

  const numbers = seeded(SEED)
  const random = () => numbers.between(0, 2 ** 30 - 1) / 2 ** 30
  const statuses = new Map<number, number>()
  const wrong: string[] = []
  let sent = 0
  let returned = 0
  const work = async () => {
    while (sent < REQUESTS) {
      sent++
      const bytes = requestOf(random, people)
      const answer = await send(port, bytes)
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(withoutInterim(answer ?? ''))?.[1] ?? 0)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const leaks = /node_modules|\bat .*\.ts:\d+|FST_ERR|SqliteError/.test(answer ?? '')
      if (answer === undefined || status >= 500 || leaks) {
        wrong.push(`${status}: ${bytes.toString('latin1').slice(0, 2_000)}\n→ ${answer?.slice(0, 500)}`)
      }
      // Whoever is signed out by a request that made it comes back, so that the rest still gets behind the gate.
      if (status === 303 && /location: \/\r\n/i.test(answer ?? ''))
        people[2] = await person(`alice-${++returned}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))

  t.diagnostic(
    `FUZZ_SEED=${SEED}: ${[...statuses]
      .sort()
      .map(([status, count]) => `${status}×${count}`)
      .join(' ')}`,
  )
  assert.deepEqual(wrong, [])
  for (const status of [200, 303, 400, 401, 403, 404, 405, 413, 415, 422]) {
    assert.ok(statuses.has(status), `no request got as far as ${status}`)
  }
  assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200)
  assert.equal((await sentinel.open('/dashboard')).path, '/dashboard')
})
