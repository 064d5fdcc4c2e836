// Device-bound sessions: bound once, renewed by the device alone, and of no use to whoever copied the cookies.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { BIND_PATH, REFRESH_PATH } from '../../src/shield/bound.ts'
import { currentUser } from '../../src/shield/guards.ts'
import { endSession, renewSession } from '../../src/shield/session.ts'
import { PASSWORD } from '../house.ts'
import { eachDatabase } from '../store/databases.ts'
import type { Visitor } from '../visitor.ts'
import {
  askToRenew,
  bindWith,
  challengeIn,
  type Device,
  jwt,
  newDevice,
  proof,
  registration,
  renewWith,
} from './device.ts'
import { type Host, HTTPS, openHost, openShielded, signIn, signUpAndIn } from './host.ts'

const SESSION = '__Host-Http-session'
const SHORT = '__Host-bound'
const ON = { origin: HTTPS, session: { bound: true } }

function routes(app: FastifyInstance): void {
  app.get('/who', (request, reply) => reply.send({ who: currentUser(request)?.id ?? null }))
  app.post('/again', async (request) => ({
    renewed: await renewSession(request, { user: { credentialEpoch: 0 }, assurance: ['password'] }),
  }))
  app.post('/leave', async (request, reply) => {
    await endSession(request, reply)
    return 'left'
  })
}

const open = (options = ON) => openShielded(routes, options)

/** Somebody who has signed in, and the challenge that the answer came with. */
async function enter(
  host: Host,
  id = 'u1',
  visitor = host.visitor(),
): Promise<{ visitor: Visitor; challenge: string }> {
  await visitor.post('/enter', { id })
  return { visitor, challenge: challengeIn(visitor) }
}

/** The same in a browser that has bound the session. */
async function enterBound(
  host: Host,
  device: Device,
  id = 'u1',
): Promise<{ visitor: Visitor; name: string }> {
  const { visitor, challenge } = await enter(host, id)
  const name = await bindWith(visitor, device, challenge)
  assert.notEqual(name, '')
  return { visitor, name }
}

async function who(visitor: Visitor): Promise<string | null> {
  await visitor.send({ url: '/who' })
  return JSON.parse(visitor.body).who
}

const device = newDevice()

describe('the offer', () => {
  test('stands in the answer of a sign-in, and in no other', async () => {
    const host = await open()
    const visitor = host.visitor()
    await visitor.send({ url: '/enter' })
    assert.equal(visitor.headers['secure-session-registration'], undefined)
    await enter(host, 'u1', visitor)
    assert.match(
      String(visitor.headers['secure-session-registration']),
      /^\(ES256 RS256\);path="\/_portcullis\/session\/bind";challenge="[\w.-]+"$/,
    )
    await visitor.send({ url: '/who' })
    assert.equal(visitor.headers['secure-session-registration'], undefined)
  })

  for (const [what, options] of [
    ['is not made by default', { origin: HTTPS }],
    ['is not made over plain http', { session: { bound: true } }],
  ] as const) {
    test(what, async () => {
      const host = await openShielded(routes, options)
      const { visitor } = await enter(host)
      assert.equal(visitor.headers['secure-session-registration'], undefined)
      for (const url of [BIND_PATH, REFRESH_PATH]) {
        await visitor.send({ method: 'POST', url, headers: { 'secure-session-response': 'a.b.c' } })
        assert.equal(visitor.status, 404)
      }
      host.clock.forward(3600)
      assert.equal(await who(visitor), 'u1')
    })
  }

  test('costs a browser nothing that does not take it', async () => {
    const host = await open()
    const { visitor } = await enter(host)
    for (const seconds of [1, 60, 600, 3600]) {
      host.clock.forward(seconds)
      assert.equal(await who(visitor), 'u1')
      assert.equal(visitor.cookies.has(SHORT), false)
    }
  })
})

describe('binding', () => {
  test('answers with instructions and the short cookie, which is gone before we stop taking it', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    assert.deepEqual(JSON.parse(visitor.body), {
      session_identifier: name,
      refresh_url: '/_portcullis/session/refresh',
      scope: {
        origin: HTTPS,
        include_site: false,
        scope_specification: [{ type: 'exclude', domain: '*', path: '/_portcullis' }],
      },
      credentials: [{ type: 'cookie', name: SHORT, attributes: 'Path=/; HttpOnly; SameSite=Lax; Secure' }],
    })
    assert.match(String(visitor.headers['content-type']), /^application\/json/)
    assert.equal(visitor.headers['cache-control'], 'no-store')
    assert.match(
      visitor.setCookies.at(-1)!,
      /^__Host-bound=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=585$/,
    )
    assert.equal(await who(visitor), 'u1')
  })

  test('takes an RSA key as well', async () => {
    const host = await open()
    const rsa = newDevice('RS256')
    const { visitor, name } = await enterBound(host, rsa)
    host.clock.forward(600)
    await renewWith(visitor, rsa, name)
    assert.equal(await who(visitor), 'u1')
  })

  test('happens once: the first key stays', async () => {
    const host = await open()
    const { visitor, challenge } = await enter(host)
    const name = await bindWith(visitor, device, challenge)
    for (const again of [device, newDevice()]) {
      assert.equal(await bindWith(visitor, again, challenge), '')
      assert.equal(visitor.status, 409)
    }
    host.clock.forward(600)
    await renewWith(visitor, device, name)
    assert.equal(visitor.status, 200)
  })

  test('takes the challenge of this very sign-in, which a stolen cookie does not hold', async () => {
    const host = await open()
    const anna = await enter(host)
    const mallory = await enter(host, 'mallory')
    const bound = await enterBound(host, device, 'bob')
    await askToRenew(bound.visitor, bound.name)
    const thief = anna.visitor.copy()
    for (const guess of [mallory.challenge, challengeIn(bound.visitor), '', 'guess', `${anna.challenge}A`]) {
      assert.equal(await bindWith(thief, newDevice(), guess), '')
      assert.equal(thief.status, 400)
    }
    assert.notEqual(await bindWith(anna.visitor, device, anna.challenge), '')
  })

  test('takes a challenge up to the last millisecond of two minutes', async () => {
    const host = await open()
    const late = await enter(host)
    const inTime = await enter(host, 'u2')
    host.clock.now += 119_999
    assert.notEqual(await bindWith(inTime.visitor, device, inTime.challenge), '')
    host.clock.now += 1
    assert.equal(await bindWith(late.visitor, device, late.challenge), '')
    assert.equal(await who(late.visitor), 'u1')
  })

  test('refuses a proof that was made for another address, or names a session before there is one', async () => {
    const host = await open()
    const { visitor, challenge: jti } = await enter(host)
    const header = { alg: 'ES256', jwk: device.jwk, typ: 'dbsc+jwt' }
    for (const [more, status] of [
      [{ aud: HTTPS + REFRESH_PATH }, 400],
      [{ aud: 'https://evil.test/_portcullis/session/bind' }, 400],
      [{ sub: 'name' }, 400],
      [{ aud: HTTPS + BIND_PATH, iat: 1 }, 200],
    ] as const) {
      const sent = jwt(header, { jti, ...more }, device)
      await visitor.send({ method: 'POST', url: BIND_PATH, headers: { 'secure-session-response': sent } })
      assert.equal(visitor.status, status, JSON.stringify(more))
    }
  })

  test('is for people who are signed in', async () => {
    const host = await open()
    const { visitor, challenge } = await enter(host)
    assert.equal(await bindWith(host.visitor(), device, challenge), '')
    await visitor.post('/leave', {}, '/enter')
    assert.equal(await bindWith(visitor, device, challenge), '')
    assert.equal(visitor.status, 401)
    assert.ok(visitor.headers['www-authenticate'])
  })

  test('lets requests pass that had left before, up to the last millisecond of half a minute', async () => {
    const host = await open()
    const { visitor } = await enterBound(host, device)
    visitor.cookies.delete(SHORT)
    host.clock.now += 29_999
    assert.equal(await who(visitor), 'u1')
    host.clock.now += 1
    assert.equal(await who(visitor), null)
  })
})

describe('V7.2.1 a bound session', () => {
  test('is good up to the last millisecond of the short cookie, and after it when the device renews', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    for (let round = 0; round < 3; round++) {
      const before = visitor.cookies.get(SHORT)
      host.clock.now += 599_999
      assert.equal(await who(visitor), 'u1')
      host.clock.now += 1
      assert.equal(await who(visitor.copy()), null)
      await renewWith(visitor, device, name)
      assert.equal(visitor.status, 200)
      assert.notEqual(visitor.cookies.get(SHORT), before)
      assert.equal(await who(visitor), 'u1')
    }
  })

  test('lasts as long as the setting says', async () => {
    const host = await open({ origin: HTTPS, session: { bound: true, boundFor: 1200 } } as typeof ON)
    const { visitor } = await enterBound(host, device)
    assert.match(visitor.setCookies.at(-1)!, /Max-Age=1185$/)
    host.clock.now += 1_199_999
    assert.equal(await who(visitor), 'u1')
    host.clock.now += 1
    assert.equal(await who(visitor), null)
  })

  test('is of no use to a thief of all cookies once the short one has run out, and the owner goes on', async () => {
    const host = await open()
    const { visitor: anna, name } = await enterBound(host, device)
    const thief = anna.copy()
    host.clock.forward(300)
    assert.equal(await who(thief), 'u1')
    host.clock.forward(300)
    assert.equal(await who(thief), null)
    assert.equal(thief.cookies.has(SHORT), false)
    // What the thief can try: any name, any key, the owner's own challenge signed by another.
    for (const tried of [newDevice(), newDevice('RS256')]) {
      await renewWith(thief, tried, name)
      assert.equal(thief.status, 400)
      const fresh = await askToRenew(thief, name)
      await askToRenew(thief, name, registration(tried, challengeIn(fresh)))
      assert.equal(thief.status, 400)
    }
    assert.equal(await bindWith(thief, newDevice(), ''), '')
    assert.equal(thief.status, 401)
    assert.equal(await who(thief), null)
    await renewWith(anna, device, name)
    assert.equal(await who(anna), 'u1')
    assert.equal(await who(thief), null)
  })

  test('takes no short cookie of another session, sent twice, changed, or of another use', async () => {
    const host = await open()
    const anna = (await enterBound(host, device)).visitor
    const bob = (await enterBound(host, newDevice(), 'bob')).visitor
    host.clock.forward(60)
    const [mine, theirs] = [anna.cookies.get(SHORT)!, bob.cookies.get(SHORT)!]
    const session = `${SESSION}=${anna.cookies.get(SESSION)}`
    for (const [short, expected] of [
      [`${SHORT}=${mine}`, 'u1'],
      [`${SHORT}=${theirs}`, null],
      [`${SHORT}=${mine}; ${SHORT}=${mine}`, null],
      [`${SHORT}=${mine}x`, null],
      [`${SHORT}=`, null],
      [`__Host-Http-bound=${mine}`, null],
      [`bound=${mine}`, null],
    ]) {
      const sent = await host.visitor().send({ url: '/who', headers: { cookie: `${session}; ${short}` } })
      assert.equal(JSON.parse(sent.body).who, expected, String(short))
    }
  })

  test('is not kept alive by who can not prove the device', async () => {
    const host = await open({ origin: HTTPS, session: { bound: true, idle: 3600 } } as typeof ON)
    const { visitor, name } = await enterBound(host, device)
    for (let minutes = 0; minutes < 60; minutes += 10) {
      host.clock.forward(600)
      assert.equal(await who(visitor.copy()), minutes < 0 ? 'u1' : null)
      await askToRenew(visitor.copy(), name)
    }
    await renewWith(visitor, device, name)
    assert.equal(visitor.status, 401)
  })

  test('says in the log that the device was not proven, and what the browser says of it', async () => {
    const host = await open()
    const { visitor } = await enterBound(host, device)
    host.clock.forward(600)
    for (const skipped of ['quota_exceeded;session_identifier="x"', 'evil\u0007"', undefined]) {
      await visitor.send({ url: '/who', headers: { 'secure-session-skipped': skipped } })
    }
    const lines = host.log
      .filter((line) => line.includes('device-not-proven'))
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map((line) => line.skipped),
      ['quota_exceeded', undefined, undefined],
    )
    assert.ok(!host.log.join('').includes(visitor.cookies.get(SESSION)!))
  })

  test('lets people in without a proof when the setting is taken back', async () => {
    const off = { origin: HTTPS }
    const host = await openShielded((app) => {
      routes(app)
      app.post('/bound-before', async (request) => {
        const { gate, session } = request.shield!
        return gate.sessions.swapBinding(session!.id, '', '{"id":"x","boundAt":0}')
      })
    }, off)
    const { visitor } = await enter(host)
    await visitor.post('/bound-before', {}, '/enter')
    assert.equal(await who(visitor), 'u1')
  })
})

describe('renewing', () => {
  test('asks for a challenge first, by 403, and names the session', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    host.clock.forward(600)
    visitor.cookies.delete(SHORT)
    await askToRenew(visitor, name)
    assert.equal(visitor.status, 403)
    assert.equal(visitor.body, '')
    assert.match(String(visitor.headers['secure-session-challenge']), /^"[\w.-]+";id="[\w-]{43}"$/)
    assert.ok(String(visitor.headers['secure-session-challenge']).endsWith(`id="${name}"`))
    assert.equal(visitor.cookies.has(SHORT), false)
    // A name in quotation marks, as the draft has it, is the same name.
    await askToRenew(visitor, `"${name}"`, `"${proof(device, challengeIn(visitor))}"`)
    assert.equal(visitor.status, 200)
    assert.equal(JSON.parse(visitor.body).session_identifier, name)
  })

  test('works before the short cookie has run out, too', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    host.clock.forward(500)
    await renewWith(visitor, device, name)
    host.clock.forward(599)
    assert.equal(await who(visitor), 'u1')
  })

  test('V10.3.5 takes a proof once: a copy of it is asked for another', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    await askToRenew(visitor, name)
    const sent = proof(device, challengeIn(visitor))
    await askToRenew(visitor, name, sent)
    assert.equal(visitor.status, 200)
    const thief = visitor.copy()
    thief.cookies.delete(SHORT)
    for (const seconds of [0, 1, 60, 600]) {
      host.clock.forward(seconds)
      await askToRenew(thief, name, sent)
      assert.equal(thief.status, 403)
      assert.notEqual(challengeIn(thief), '')
      assert.equal(thief.cookies.has(SHORT), false)
    }
  })

  test('takes a challenge up to the last millisecond of two minutes, and asks anew afterwards', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    for (const [wait, status] of [
      [119_999, 200],
      [120_000, 403],
    ] as const) {
      await askToRenew(visitor, name)
      const sent = proof(device, challengeIn(visitor))
      host.clock.now += wait
      await askToRenew(visitor, name, sent)
      assert.equal(visitor.status, status)
    }
    await askToRenew(visitor, name, proof(device, challengeIn(visitor)))
    assert.equal(visitor.status, 200)
  })

  test('takes no challenge of another session, nor that of the registration', async () => {
    const host = await open()
    const { visitor, challenge } = await enter(host)
    const name = await bindWith(visitor, device, challenge)
    const other = newDevice()
    const bob = await enterBound(host, other, 'bob')
    await askToRenew(bob.visitor, bob.name)
    for (const jti of [challenge, challengeIn(bob.visitor), 'guess', '']) {
      await askToRenew(visitor, name, proof(device, jti))
      assert.equal(visitor.status, 403, jti)
    }
    // Another person's proof with one's own cookies, and the other way round.
    await askToRenew(visitor, name, proof(other, challengeIn(bob.visitor)))
    assert.equal(visitor.status, 400)
    await askToRenew(visitor, bob.name, proof(other, challengeIn(bob.visitor)))
    assert.equal(visitor.status, 401)
  })

  test('refuses a proof for another address or session', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    for (const [more, status] of [
      [{ aud: HTTPS + BIND_PATH }, 400],
      [{ sub: 'another' }, 400],
      [{ aud: HTTPS + REFRESH_PATH, sub: name }, 200],
    ] as const) {
      host.clock.now += 1
      await askToRenew(visitor, name)
      const claims = { jti: challengeIn(visitor), ...more }
      await askToRenew(visitor, name, jwt({ alg: 'ES256', typ: 'dbsc+jwt' }, claims, device))
      assert.equal(visitor.status, status)
    }
  })

  test('ends the binding in the browser (401) where there is nothing to renew', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    const unbound = (await enter(host, 'bob')).visitor
    for (const [somebody, session] of [
      [host.visitor(), name],
      [unbound, name],
      [visitor, name.slice(1)],
      [visitor, ''],
      [visitor, `"${name}`],
      [visitor, name.repeat(1000)],
    ] as const) {
      await askToRenew(somebody.copy(), session)
      assert.equal(String(await askToRenew(somebody.copy(), session).then((v) => v.status)), '401')
    }
    await visitor.send({ method: 'POST', url: REFRESH_PATH })
    assert.equal(visitor.status, 401)
  })

  test('in two tabs at once leaves both signed in, whoever was first', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    host.clock.forward(600)
    const [one, two] = [visitor.copy(), visitor.copy()]
    await Promise.all([askToRenew(one, name), askToRenew(two, name)])
    host.clock.now += 1
    await Promise.all([one, two].map((tab) => askToRenew(tab, name, proof(device, challengeIn(tab)))))
    for (const tab of [one, two]) {
      if (tab.status !== 200) {
        assert.equal(tab.status, 403)
        await askToRenew(tab, name, proof(device, challengeIn(tab)))
      }
      assert.equal(tab.status, 200)
      assert.equal(await who(tab), 'u1')
    }
  })
})

describe('the two addresses', () => {
  test('V3.5.1 take nothing from another site, and no body that is no form', async () => {
    const host = await open()
    const { visitor, challenge } = await enter(host)
    const response = registration(device, challenge)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]) {
      for (const url of [BIND_PATH, REFRESH_PATH]) {
        await visitor.send({
          method: 'POST',
          url,
          headers: { ...headers, 'secure-session-response': response },
        })
        assert.equal(visitor.status, 403)
      }
    }
    const headers = { 'content-type': 'application/json', 'secure-session-response': response }
    await visitor.send({ method: 'POST', url: BIND_PATH, headers, payload: '{}' })
    assert.equal(visitor.status, 415)
    await visitor.send({ url: BIND_PATH })
    assert.equal(visitor.status, 405)
  })

  test('lift the token for themselves alone', async () => {
    const host = await open()
    const { visitor } = await enterBound(host, device)
    await visitor.send({ method: 'POST', url: '/leave' })
    assert.equal(visitor.status, 400)
  })
})

describe('a new token for the same session', () => {
  test('V7.2.4 stays bound, with the same key and the same short cookie', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    const before = visitor.copy()
    await visitor.post('/again', {}, '/enter')
    assert.deepEqual(JSON.parse(visitor.body), { renewed: true })
    assert.notEqual(visitor.cookies.get(SESSION), before.cookies.get(SESSION))
    assert.equal(visitor.headers['secure-session-registration'], undefined)
    assert.equal(await who(visitor), 'u1')
    assert.equal(await who(before), null)
    host.clock.forward(600)
    assert.equal(await who(visitor), null)
    await renewWith(before, device, name)
    assert.equal(before.status, 401)
    await renewWith(visitor, device, name)
    assert.equal(await who(visitor), 'u1')
  })

  test('is offered again where the session is not bound, and the former offer is void', async () => {
    const host = await open()
    const { visitor, challenge } = await enter(host)
    await visitor.post('/again', {}, '/enter')
    const anew = challengeIn(visitor)
    assert.notEqual(anew, '')
    assert.equal(await bindWith(visitor, device, challenge), '')
    assert.notEqual(await bindWith(visitor, device, anew), '')
  })
})

describe('the end', () => {
  test('V7.4.1 comes with the sign-out, for the short cookie as well', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    const copy = visitor.copy()
    await visitor.post('/leave', {}, '/enter')
    assert.equal(visitor.cookies.has(SHORT), false)
    assert.match(String(visitor.headers['clear-site-data']), /"storage"/)
    await renewWith(copy, device, name)
    assert.equal(copy.status, 401)
    assert.equal(await who(copy), null)
  })

  test('V7.2.4 comes with the next sign-in, which is offered a binding of its own', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    const before = visitor.copy()
    const { challenge } = await enter(host, 'u2', visitor)
    assert.equal(visitor.cookies.has(SHORT), false)
    assert.equal(await who(visitor), 'u2')
    await renewWith(visitor, device, name)
    assert.equal(visitor.status, 401)
    const second = newDevice()
    assert.notEqual(await bindWith(visitor, second, challenge), name)
    assert.equal(await who(before), null)
  })

  test('V7.2.4 comes with a sign-in by a browser that has lost its key', async () => {
    const host = await open()
    const { visitor, name } = await enterBound(host, device)
    const before = visitor.copy()
    host.clock.forward(600)
    await enter(host, 'u1', visitor)
    assert.equal(await who(visitor), 'u1')
    await renewWith(before, device, name)
    assert.equal(before.status, 401)
  })
})

eachDatabase('V7.2.1 the whole application', (open) => {
  async function openBound(): Promise<Host> {
    const store = await open()
    return openHost(undefined, { ...ON, database: open.setting(store) })
  }

  test('a thief of all cookies is led to the sign-in page once the short one has run out', async () => {
    const host = await openBound()
    const anna = await signUpAndIn(host.visitor(), 'anna')
    const name = await bindWith(anna, device, challengeIn(anna))
    const thief = anna.copy()
    host.clock.now += 599_999
    await thief.open('/dashboard')
    assert.match(thief.text, /Hello, anna/)
    host.clock.now += 1
    await thief.open('/dashboard')
    assert.deepEqual(thief.redirects, ['303 /login?next=%2Fdashboard'])
    await renewWith(thief, newDevice(), name)
    await thief.open('/dashboard')
    assert.equal(thief.path, '/login')
    await renewWith(anna, device, name)
    await anna.open('/dashboard')
    assert.match(anna.text, /Hello, anna/)
  })

  test('of twenty registrations at once one binds, and of twenty copies of a proof one renews', async () => {
    const host = await openBound()
    const anna = await signUpAndIn(host.visitor(), 'anna')
    const challenge = challengeIn(anna)
    const devices = Array.from({ length: 20 }, () => newDevice())
    const tries = devices.map((one) => ({ one, browser: anna.copy() }))
    const names = await Promise.all(tries.map(({ one, browser }) => bindWith(browser, one, challenge)))
    assert.equal(names.filter((name) => name !== '').length, 1)
    assert.deepEqual(
      tries.map(({ browser }) => browser.status).filter((status) => status !== 409),
      [200],
    )
    const first = names.findIndex((name) => name !== '')
    const { one, browser } = tries[first]!

    await askToRenew(browser, names[first]!)
    const sent = proof(one, challengeIn(browser))
    const copies = Array.from({ length: 20 }, () => browser.copy())
    await Promise.all(copies.map((copy) => askToRenew(copy, names[first]!, sent)))
    assert.equal(copies.filter(({ status }) => status === 200).length, 1)
    assert.equal(copies.filter(({ status }) => status === 403).length, 19)
  })

  test('signing out on the page ends it, and so does signing in again', async () => {
    const host = await openBound()
    const anna = await signUpAndIn(host.visitor(), 'anna')
    const name = await bindWith(anna, device, challengeIn(anna))
    const copy = anna.copy()
    await anna.post('/logout', {}, '/dashboard')
    assert.equal(anna.status, 303)
    assert.deepEqual([anna.cookies.has(SHORT), anna.cookies.has(SESSION)], [false, false])
    await renewWith(copy, device, name)
    assert.equal(copy.status, 401)
    await signIn(anna, 'anna')
    assert.notEqual(challengeIn(anna), '')
  })

  test('a link on another site leads on by a page of our own, which the browser leaves with its proof', async () => {
    const host = await openBound()
    const anna = await signUpAndIn(host.visitor(), 'anna')
    const name = await bindWith(anna, device, challengeIn(anna))
    host.clock.forward(600)
    const follow = (site: string, mode = 'navigate', url = '/dashboard?a=1&b=%22') =>
      anna.send({ url, headers: { accept: 'text/html', 'sec-fetch-site': site, 'sec-fetch-mode': mode } })
    for (const site of ['cross-site', 'same-site']) {
      await follow(site)
      assert.equal(anna.status, 401)
      assert.equal(anna.headers['refresh'], '0; url=/dashboard?a=1&b=%22')
      assert.match(anna.body, /<a class="button" href="\/dashboard\?a=1&amp;b=%22">Go on<\/a>/)
    }
    // Never twice: from there on it is our own page that leads, or there is no device.
    for (const site of ['same-origin', 'none']) {
      await follow(site)
      assert.deepEqual([anna.status, anna.headers['refresh']], [303, undefined])
      assert.match(String(anna.headers['location']), /^\/login\?next=/)
    }
    await renewWith(anna, device, name)
    await follow('cross-site')
    assert.equal(anna.status, 200)
    // Somebody who is simply not signed in goes to the sign-in page, wherever they come from.
    anna.cookies.clear()
    await follow('cross-site')
    assert.equal(anna.status, 303)
  })

  test('a form that comes without its device is given back, as from somebody signed out', async () => {
    const host = await openBound()
    const anna = await signUpAndIn(host.visitor(), 'anna')
    await bindWith(anna, device, challengeIn(anna))
    const token = await anna.token('/dashboard')
    host.clock.forward(600)
    const form = { csrf_token: token, password: PASSWORD }
    await anna.send({ method: 'POST', url: '/login', form, headers: anna.browserHeaders('POST') })
    assert.equal(anna.status, 400)
  })
})
