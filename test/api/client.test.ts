// The client against a server that listens: signing in, the second step, refreshing, and what it does when refused.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { ApiError, createClient, type KeptTokens } from '../../src/api/client.ts'
import { codeOf, openRoomy, withApp } from '../accounts/two-factor/factors.ts'
import { PASSWORD } from '../house.ts'
import { importsOf } from '../imports.ts'

async function listening() {
  const house = await openRoomy()
  const origin = await house.app.listen({ host: '127.0.0.1', port: 0 })
  const kept: (KeptTokens | undefined)[] = []
  const calls: string[] = []
  const options = {
    origin,
    now: () => house.clock.now,
    onTokens: (tokens: KeptTokens | undefined) => void kept.push(tokens),
    fetch: (async (url: URL, init: RequestInit) => {
      calls.push(`${init.method} ${url.pathname}`)
      return fetch(url, init)
    }) as typeof fetch,
  }
  return { house, origin, options, client: createClient(options), kept, calls }
}

const refusedAs = (code: string) => (error: unknown) => error instanceof ApiError && error.code === code

describe('the client', () => {
  test('signs in, asks who it is, makes, uses and revokes a token, and signs out', async () => {
    const { house, client, kept, options } = await listening()
    await house.member('alice')
    const answer = await client.signIn({ username: 'alice', password: PASSWORD })
    assert.equal(answer.kind, 'signed-in')
    assert.equal((await client.me()).user.email, 'alice@example.test')
    const made = await client.makeToken({ name: 'script', scopes: ['read'], expiresIn: 60 })
    const script = createClient({ origin: options.origin, tokens: { personalToken: made.token } })
    assert.equal((await script.me()).token.kind, 'personal')
    assert.equal(await script.accessToken(), made.token)
    assert.deepEqual(
      (await client.listTokens()).tokens.map(({ name }) => name),
      ['script'],
    )
    await client.revokeToken(made.id)
    await assert.rejects(script.me(), refusedAs('token-invalid'))
    const stolen = kept.at(-1)!
    await client.signOut()
    assert.equal(kept.at(-1), undefined)
    await assert.rejects(client.me(), refusedAs('token-invalid'))
    await assert.rejects(createClient({ ...options, tokens: stolen }).me(), refusedAs('token-invalid'))
  })

  test('finishes with a second factor', async () => {
    const { house, client } = await listening()
    const { key } = await withApp(house)
    const half = await client.signIn({ username: 'alice', password: PASSWORD })
    assert.ok(half.kind === 'second-step')
    await assert.rejects(client.me(), refusedAs('token-invalid'))
    await client.secondStep({ challenge: half.challenge, code: codeOf(key, house.clock.now) })
    assert.deepEqual((await client.me()).token.proven, ['password', 'authenticator-code'])
  })

  test('refreshes before the token ends, once for all calls that wait', async () => {
    const { house, client, kept, calls } = await listening()
    await house.member('alice')
    await client.signIn({ username: 'alice', password: PASSWORD })
    const { refreshToken } = kept.at(-1)!
    house.clock.forward(house.settings.api.accessLifetime - 11)
    await client.me()
    assert.ok(!calls.includes('POST /api/refresh'))
    house.clock.forward(1)
    await Promise.all(Array.from({ length: 20 }, () => client.me()))
    assert.equal(calls.filter((call) => call === 'POST /api/refresh').length, 1)
    assert.notEqual(kept.at(-1)!.refreshToken, refreshToken)
  })

  test('refreshes once where the server says that a token is over, and gives up where that fails', async () => {
    const { house, client, kept, calls } = await listening()
    await house.member('alice')
    await client.signIn({ username: 'alice', password: PASSWORD })
    // A clock that goes wrong on the client's side: the server refuses what it thought good.
    const { now } = house.clock
    const slow = createClient({ origin: house.app.listeningOrigin, tokens: kept.at(-1)!, now: () => now })
    house.clock.forward(house.settings.api.accessLifetime)
    assert.equal((await slow.me()).user.username, 'alice')

    await house.store.db.deleteFrom('api_sessions').execute()
    calls.length = 0
    await assert.rejects(client.me(), refusedAs('token-invalid'))
    assert.deepEqual(calls, ['POST /api/refresh'])
    assert.equal(kept.at(-1), undefined)
  })

  test('goes on from tokens that were kept', async () => {
    const { house, client, kept, options } = await listening()
    await house.member('alice')
    await client.signIn({ username: 'alice', password: PASSWORD })
    const later = createClient({ ...options, tokens: JSON.parse(JSON.stringify(kept.at(-1))) })
    house.clock.forward(86_400)
    assert.equal((await later.me()).user.username, 'alice')
  })

  test('signs out everywhere, and tells when that needs a new sign-in', async () => {
    const { house, client, kept } = await listening()
    const alice = await house.member('alice')
    await client.signIn({ username: 'alice', password: PASSWORD })
    house.clock.forward(house.settings.confirm.maxAge)
    await assert.rejects(client.signOutEverywhere(), (error: ApiError) => {
      assert.match(error.challenge, /insufficient_user_authentication/)
      return error.code === 'proof-needed'
    })
    await client.signIn({ username: 'alice', password: PASSWORD })
    await client.signOutEverywhere()
    assert.equal(kept.at(-1), undefined)
    await alice.open('/dashboard')
    assert.equal(alice.path, '/login')
  })

  test('throws what the server refused, with the places of mistakes and the time to wait', async () => {
    const { house, client } = await listening()
    await house.member('alice')
    await assert.rejects(client.signIn({ username: '', password: 'x' }), (error: ApiError) => {
      assert.deepEqual(
        [error.status, error.code, error.errors[0]?.pointer],
        [422, 'invalid-input', '#/username'],
      )
      return true
    })
    const wrong = { username: 'alice', password: 'not the river at all' }
    for (let count = 0; count < house.settings.throttle.free; count++)
      await assert.rejects(client.signIn(wrong), refusedAs('sign-in-refused'))
    await assert.rejects(client.signIn(wrong), (error: ApiError) => Number(error.retryAfter) > 0)
  })

  test('bears answers that are no JSON, and is led nowhere by a redirect', async () => {
    const answering = (response: Response) =>
      createClient({ origin: 'https://site.test', fetch: async () => response })
    const gateway = answering(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await assert.rejects(gateway.me(), (error: ApiError) => error.status === 502 && error.code === 'unknown')
    let redirect: unknown
    const { me } = createClient({
      origin: 'https://site.test',
      fetch: async (_url, init) => {
        redirect = init?.redirect
        return Response.json({})
      },
    })
    await me()
    assert.equal(redirect, 'error')
  })
})

test('its types are those of the table', () => {
  const client = createClient({ origin: 'https://site.test' })
  const compiled = () => {
    // @ts-expect-error a password is asked for
    void client.signIn({ username: 'alice' })
    // @ts-expect-error no personal token has this scope
    void client.makeToken({ name: 'x', scopes: ['account'], expiresIn: 60 })
    // @ts-expect-error there is no such member
    void client.me().then(({ user }) => user.password)
  }
  assert.equal(typeof compiled, 'function')
})

test('it imports types alone, and names nothing of Node', () => {
  const source = readFileSync(new URL('../../src/api/client.ts', import.meta.url), 'utf8')
  assert.deepEqual(
    importsOf(source).map(({ target }) => target),
    ['./operations.ts'],
  )
  for (const line of source.split('\n').filter((one) => one.startsWith('import')))
    assert.match(line, /^import type /)
  assert.doesNotMatch(source, /\b(?:Buffer|process|require)\b[.(]/)
})
