// Limits on requests: per address and matched route, told in fields, and not to be talked around.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SettingsInput } from '../../src/config/settings.ts'
import { compileLimits } from '../../src/limits/parse.ts'
import { limitBy } from '../../src/shield/limits.ts'
import { PASSWORD } from '../house.ts'
import { type Host, openHost, openShielded, signUpAndIn } from './host.ts'

const routes = (app: Host['app']) => {
  const three = { config: { shield: { limit: '3 per minute' } } }
  app.get('/a', three, async () => 'a')
  app.get('/b', three, async () => 'b')
  app.get('/item/:id', three, async () => 'item')
  app.get('/plain', async () => 'plain')
  const probe = { config: { shield: { dangerouslyExemptFromLimits: true } } } as const
  app.get('/probe', probe, async () => 'probe')
}

/** Statuses of these requests, one after the other. */
async function all(host: Host, urls: string[], address = '192.0.2.1', headers: Record<string, string> = {}) {
  const statuses: number[] = []
  for (const url of urls) statuses.push((await host.visitor({ address, headers }).send({ url })).status)
  return statuses
}

const times = (count: number, url: string) => Array.from({ length: count }, () => url)

for (const store of ['memory', 'sql'] as const) {
  describe(`limits counted in ${store}`, () => {
    const options: SettingsInput = { limits: { store } }

    test('V2.4.1 the request above a limit is 429, with when to come back, and later ones pass', async () => {
      const host = await openHost(routes, options)
      const anna = host.visitor()
      const left: string[] = []
      host.clock.forward(10)
      for (let i = 0; i < 3; i++) left.push(String((await anna.send({ url: '/a' })).headers['ratelimit']))
      assert.deepEqual(left, ['"route";r=2;t=50', '"route";r=1;t=50', '"route";r=0;t=50'])
      await anna.send({ url: '/a' })
      assert.equal(anna.status, 429)
      assert.equal(anna.headers['ratelimit-policy'], '"route";q=3;w=60')
      assert.match(String(anna.headers['ratelimit']), /^"route";r=0;t=\d+$/)
      const wait = Number(anna.headers['retry-after'])
      assert.ok(wait >= 1 && wait <= 120, String(wait))
      host.clock.forward(wait)
      assert.equal((await anna.send({ url: '/a' })).status, 200)
    })

    test('V2.4.1 of 100 requests at once no more pass than one after the other', async () => {
      const host = await openHost(routes, options)
      const sent = Array.from({ length: 100 }, () => host.visitor().send({ url: '/a' }))
      const statuses = (await Promise.all(sent)).map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 200).length, 3)
      assert.equal(statuses.filter((status) => status === 429).length, 97)
    })

    test('routes do not share a count, addresses do not either; values of a parameter do', async () => {
      const host = await openHost(routes, options)
      assert.deepEqual(await all(host, times(4, '/a')), [200, 200, 200, 429])
      assert.deepEqual(
        await all(host, ['/b', '/plain', '/item/1', '/item/2', '/item/3', '/item/4']),
        [200, 200, 200, 200, 200, 429],
      )
      assert.deepEqual(await all(host, ['/a'], '192.0.2.2'), [200])
    })
  })
}

test('a person gets a page that says what happened, a program problem details', async () => {
  const host = await openHost(routes)
  await all(host, times(3, '/a'), '127.0.0.1')
  const anna = await host.visitor().open('/a')
  assert.equal(anna.status, 429)
  assert.match(anna.text, /Too many requests/)
  assert.match(anna.text, /You can try again in (?:\d+ seconds?|about \d+ (?:minutes|hours))\./)
  const program = await host.visitor().send({ url: '/a', headers: { accept: 'application/json' } })
  assert.equal(JSON.parse(program.body).retryAfter, Number(program.headers['retry-after']))
})

describe('no way around', () => {
  test('an IPv6 customer counts as one /64, an IPv4 address inside IPv6 as itself', async () => {
    const host = await openHost(routes)
    for (const end of ['1', '2', 'ffff:1:2:3'])
      await all(host, ['/a'], `2001:db8:1:2:${end.includes(':') ? '' : ':'}${end}`)
    assert.deepEqual(await all(host, ['/a'], '2001:db8:1:2::9'), [429])
    assert.deepEqual(await all(host, ['/a'], '2001:db8:1:3::9'), [200])
    await all(host, times(3, '/b'), '192.0.2.7')
    assert.deepEqual(await all(host, ['/b'], '::ffff:192.0.2.7'), [429])
  })

  test('X-Forwarded-For counts for nothing unless the settings name the hops', async () => {
    const host = await openHost(routes)
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) {
      const forged = {
        'x-forwarded-for': `198.51.100.${i}`,
        'x-real-ip': `198.51.100.${i}`,
        forwarded: `for=10.0.0.${i}`,
      }
      statuses.push(...(await all(host, ['/a'], '192.0.2.1', forged)))
    }
    assert.deepEqual(statuses, [200, 200, 200, 429])
  })

  test('a path written otherwise, another method or a query starts no fresh count', async () => {
    const host = await openHost(routes, { limits: { default: '5 per minute', login: '3 per minute' } })
    const anna = host.visitor()
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD'] as const) await anna.send({ method, url: '/a?x=1' })
    assert.equal(anna.status, 429)
    const form = { username: 'x', password: 'y' }
    for (let i = 0; i < 3; i++)
      assert.equal((await anna.send({ method: 'POST', url: '/login', form })).status, 400)
    for (const url of ['/login', '/login?a=b', '/%6cogin', '/login#x']) {
      assert.equal((await anna.send({ method: 'POST', url, form })).status, 429, url)
    }
    for (const url of ['//login', '/login/', '/LOGIN', '/./login', '/login;x', '/x/../login']) {
      const { status } = await host.visitor({ address: '192.0.2.9' }).send({ method: 'POST', url, form })
      assert.ok(status === 404 || status === 429 || status === 400, `${url} ${status}`)
      assert.ok(![200, 303].includes(status))
    }
  })

  test('paths that do not exist share one count', async () => {
    const host = await openHost(routes, { limits: { default: '5 per minute' } })
    const unknown = ['/x1', '/x2', '//', '/wp-login.php', '/.env', '/x6']
    assert.deepEqual(await all(host, unknown), [404, 404, 404, 404, 404, 429])
    assert.deepEqual(await all(host, ['/plain']), [200])
  })
})

test('V6.3.1 sign-ins to one account from many addresses are counted together, whoever it is', async () => {
  const host = await openHost(undefined, {
    limits: { loginAccount: '4 per minute' },
    throttle: { free: 99 },
  })
  await signUpAndIn(host.visitor(), 'anna')
  host.clock.forward(3600)
  const attempt = async (address: string, username: string) => {
    const visitor = host.visitor({ address })
    await visitor.post('/login', { username, password: 'a wrong password' })
    return visitor.status
  }
  for (const [first, second] of [
    ['anna', 'ANNA'],
    ['nobody', 'NoBody'],
  ] as const) {
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) statuses.push(await attempt(`198.51.100.${i}`, i % 2 ? first : second))
    assert.deepEqual(statuses, [401, 401, 401, 401, 429, 429], first)
  }
  assert.equal(await attempt('198.51.100.77', 'somebody-else'), 401)
})

test('V2.4.1 the delivered limits hold: 5 sign-ins a minute from one address', async () => {
  const host = await openHost(undefined, { limits: { login: '5 per minute' }, throttle: { free: 99 } })
  const anna = host.visitor()
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) {
    await anna.post('/login', { username: `name${i}`, password: PASSWORD })
    statuses.push(anna.status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
})

test('a probe is not counted; with limits off nothing is, and no field speaks of them', async () => {
  const host = await openHost(routes, { limits: { default: '2 per minute' } })
  assert.deepEqual(
    await all(host, times(5, '/probe')),
    times(5, '').map(() => 200),
  )
  const off = await openHost(routes, { limits: { enabled: false } })
  assert.deepEqual(
    await all(off, times(5, '/a')),
    times(5, '').map(() => 200),
  )
  const { headers } = await off.visitor().send({ url: '/a' })
  assert.deepEqual([headers['ratelimit'], headers['ratelimit-policy']], [undefined, undefined])
})

test('several limits of one route are told, and the tighter one counts', async () => {
  const host = await openHost((app) => {
    const config = { shield: { limit: '2 per second; 3 per hour' } }
    app.get('/tight', { config }, async () => 'ok')
  })
  const anna = host.visitor()
  await anna.send({ url: '/tight' })
  assert.equal(anna.headers['ratelimit-policy'], '"route";q=2;w=1, "route-2";q=3;w=3600')
  await anna.send({ url: '/tight' })
  assert.equal((await anna.send({ url: '/tight' })).status, 429)
  host.clock.forward(10)
  assert.equal((await anna.send({ url: '/tight' })).status, 200)
  assert.equal((await anna.send({ url: '/tight' })).status, 429)
  assert.ok(Number(anna.headers['retry-after']) > 60)
})

test('a host limits what it likes by a subject of its own', async () => {
  const limits = compileLimits('2 per minute')
  const host = await openShielded((app) => {
    app.get('/invite/:who', async (request) => {
      await limitBy(request, 'invite', limits, (request.params as { who: string }).who)
      return 'invited'
    })
  })
  assert.deepEqual(
    await all(host, ['/invite/a', '/invite/a', '/invite/a', '/invite/b']),
    [200, 200, 429, 200],
  )
})
