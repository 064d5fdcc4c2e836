// Errors: a friendly page or problem details, a request id that stands in the log, and nothing of our insides.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HashingBusy } from '../../src/crypto/password.ts'
import { wantsPage } from '../../src/shield/errors.ts'
import { Refusal } from '../../src/shield/refusal.ts'
import { type Host, openHost } from './host.ts'

const FULL = {
  disk: { code: 'ENOSPC', syscall: 'write' },
  share: { code: 'EDQUOT', syscall: 'write' },
  postgres: { code: '53100' },
  sqlite: { code: 'ERR_SQLITE_ERROR', errcode: 13 },
}

const routes = (app: Host['app']) => {
  app.get('/throws', async () => {
    throw new Error('the password is hunter2, see src/secret.ts')
  })
  app.get('/throws-later', async () => {
    await new Promise((done) => setImmediate(done))
    throw Object.assign(new Error('hunter2'), { statusCode: 418, headers: { 'x-secret': 'hunter2' } })
  })
  app.get('/throws-text', async () => {
    throw 'hunter2'
  })
  app.get('/throws-nothing', async () => {
    throw undefined
  })
  app.get('/half', async (_request, reply) => {
    reply
      .code(201)
      .type('image/png')
      .headers({ etag: '"hunter2"', 'content-encoding': 'gzip', 'content-length': '3' })
    throw new Error('hunter2')
  })
  app.get('/busy', async () => {
    throw new HashingBusy()
  })
  app.get('/full/:by', async (request) => {
    const { by } = request.params as { by: 'disk' | 'share' | 'postgres' | 'sqlite' }
    throw Object.assign(new Error('hunter2'), FULL[by])
  })
  app.get(
    '/wants-number',
    { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } },
    async () => 'ok',
  )
  app.post('/json', { config: { shield: { dangerouslyExemptFromCsrfToken: true } } }, async () => 'ok')
  app.get('/forbidden', async () => {
    throw new Refusal('forbidden')
  })
}

describe('a handler that throws', async () => {
  const host = await openHost(routes)

  test('V16.5.1 gives a page with a request id, and nothing else', async () => {
    for (const path of ['/throws', '/throws-text', '/throws-nothing', '/half']) {
      const anna = await host.visitor().open(path)
      assert.equal(anna.status, 500, path)
      assert.match(String(anna.headers['content-type']), /^text\/html/)
      assert.match(anna.text, /Something went wrong on our side/)
      assert.doesNotMatch(
        `${anna.body}${JSON.stringify(anna.headers)}`,
        /hunter2|secret\.ts|\.ts:\d|node:|Error:/,
      )
    }
  })

  test('the id of the page stands in the log, with the stack', async () => {
    const anna = await host.visitor().open('/throws')
    const id = /Request ([0-9a-f-]{36})/.exec(anna.text)?.[1]
    assert.ok(id)
    const lines = host.log.map((line) => JSON.parse(line)).filter((line) => line.requestId === id)
    const error = lines.find((line) => line.msg === 'server-error')
    assert.match(error.err.stack, /the password is hunter2/)
  })

  test("a client's own request id is not taken over", async () => {
    const headers = { 'request-id': 'forged', 'x-request-id': 'forged' }
    const anna = await host.visitor().send({ url: '/throws', headers })
    assert.ok(!anna.body.includes('forged'))
  })

  test('gives a program problem details', async () => {
    const { status, headers, body } = await host.visitor().send({
      url: '/throws',
      headers: { accept: 'application/json' },
    })
    assert.equal(status, 500)
    assert.equal(headers['content-type'], 'application/problem+json')
    const { requestId, ...problem } = JSON.parse(body)
    assert.match(requestId, /^[0-9a-f-]{36}$/)
    assert.deepEqual(problem, {
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      detail: 'It has been noted. Please try again in a moment.',
      code: 'server-error',
    })
  })

  test('an unknown 4xx becomes a plain 400, whatever headers the error carries', async () => {
    const { status, headers, body } = await host.visitor().open('/throws-later')
    assert.equal(status, 400)
    assert.ok(!`${body}${JSON.stringify(headers)}`.includes('hunter2'))
  })
})

test('what is only busy says when to come back', async () => {
  const { visitor } = await openHost(routes)
  const anna = await visitor().open('/busy')
  assert.equal(anna.status, 503)
  assert.equal(anna.headers['retry-after'], '5')
  assert.match(anna.text, /The site is busy/)
})

test('a full disk, by the system or a database, is told as such', async () => {
  const { visitor } = await openHost(routes)
  for (const by of Object.keys(FULL)) {
    const anna = await visitor().open(`/full/${by}`)
    assert.equal(anna.status, 507, by)
    assert.match(anna.text, /disk is full/)
    assert.ok(!anna.body.includes('hunter2'))
  }
})

test('what a schema refuses is 422 without quoting the input', async () => {
  const { visitor } = await openHost(routes)
  const anna = await visitor().open('/wants-number?n=%3Cb%3Ehunter2')
  assert.equal(anna.status, 422)
  assert.ok(!anna.body.includes('hunter2'))
})

test('malformed JSON, empty JSON and prototypes in it are 400', async () => {
  const { visitor } = await openHost(routes)
  for (const payload of [
    '{',
    '',
    '{"__proto__": {"a": 1}}',
    '{"constructor": {"prototype": {"a": 1}}}',
    '\ufeff{}}',
  ]) {
    const headers = { 'content-type': 'application/json' }
    const anna = await visitor().send({ method: 'POST', url: '/json', payload, headers })
    assert.equal(anna.status, 400, payload)
    assert.equal(JSON.parse(anna.body).code, 'bad-request')
  }
})

test('405 names the methods there are', async () => {
  const { visitor } = await openHost(routes)
  const anna = await visitor().send({ method: 'DELETE', url: '/login' })
  assert.deepEqual([anna.status, anna.headers['allow']], [405, 'GET, HEAD, POST'])
  assert.equal((await visitor().send({ method: 'DELETE', url: '/nothing' })).status, 404)
})

test('a handler that calls reply.callNotFound() gets the 404 it asks for', async () => {
  const { visitor } = await openHost((app) => {
    app.get('/notes/:id', (_request, reply) => reply.callNotFound())
  })
  assert.equal((await visitor().open('/notes/7')).status, 404)
  assert.equal((await visitor().send({ method: 'POST', url: '/notes/7' })).status, 405)
})

test('browsers and the undecided get pages, programs what they ask for', () => {
  const wants = (accept?: string, type?: string) =>
    wantsPage({ headers: { ...(accept && { accept }), ...(type && { 'content-type': type }) } } as never)
  assert.ok(wants('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'))
  assert.ok(wants())
  assert.ok(wants('*/*'))
  assert.ok(!wants('application/json, text/plain, */*'))
  assert.ok(!wants('application/problem+json'))
  assert.ok(!wants('*/*', 'application/json'))
  assert.ok(wants('text/html', 'application/json'))
})

test('a refusal that depends on what was asked for is not mixed up by a cache', async () => {
  const { visitor } = await openHost(routes)
  const { headers } = await visitor().open('/forbidden')
  assert.equal(headers['vary'], 'accept')
  assert.equal(headers['cache-control'], 'no-store')
})

test('V16.5.1 a page of a refusal that cannot be made leaves a plain answer, and the log has both causes', async () => {
  const { visitor, log } = await openHost((app) => {
    app.get('/broken', async (request) => {
      Object.defineProperty(request.shield, 'session', {
        get() {
          throw new Error('hunter2')
        },
      })
      throw new Error('the first cause')
    })
  })
  const guest = visitor()
  await guest.send({ url: '/broken', headers: { accept: 'text/html' } })
  assert.equal(guest.status, 500)
  assert.equal(guest.body, 'Something went wrong on our side\n')
  assert.match(String(guest.headers['content-type']), /^text\/plain/)
  assert.match(log.join('\n'), /the first cause[\s\S]*hunter2/)
})
