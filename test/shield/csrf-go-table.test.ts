// Go's table of cross-origin requests, as text and through a running app, where no token is at stake.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadSettings } from '../../src/config/load.ts'
import { comesFromOwnPages, isSafeMethod } from '../../src/shield/csrf.ts'
import type { Sent } from '../visitor.ts'
import table from './go-csrf.vectors.json' with { type: 'json' }
import { openShielded } from './host.ts'

const OWN = 'https://example.com'
const TRUSTED = 'https://trusted.example'

type Row = [name: string, method: string, site: string, origin: string, status: number]
const untrusting = table.base as Row[]
const trusting = table['trustedOrigin https://trusted.example'] as Row[]

/** Headers as Node hands them on: absent, not empty. */
function headersOf([, , site, origin]: Row): Record<string, string> {
  return { ...(site === '' ? {} : { 'sec-fetch-site': site }), ...(origin === '' ? {} : { origin }) }
}

test("V3.5.1 the rule answers every row of Go's table as Go does", () => {
  assert.equal(untrusting.length + trusting.length, 16)
  for (const [rows, trusted] of [
    [untrusting, []],
    [trusting, [TRUSTED]],
  ] as const) {
    for (const row of rows) {
      const [name, method, , , status] = row
      const allowed = isSafeMethod(method) || comesFromOwnPages(headersOf(row), OWN, trusted)
      assert.equal(allowed ? 200 : 403, status, name)
    }
  }
})

describe("V3.5.1 a running app answers Go's table on a route that asks for no token", async () => {
  for (const [rows, trustedOrigins] of [
    [untrusting, []],
    [trusting, [TRUSTED]],
  ] as const) {
    const { visitor } = await openShielded(
      (app) => {
        app.route({
          method: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'],
          url: '/hook',
          config: { shield: { dangerouslyExemptFromCsrfToken: true } },
          handler: async () => 'done',
        })
      },
      { origin: OWN, csrf: { trustedOrigins: [...trustedOrigins] } },
    )
    for (const row of rows) {
      const [name, method, , , status] = row
      test(name, async () => {
        const sent = { method: method as NonNullable<Sent['method']>, url: '/hook', headers: headersOf(row) }
        assert.equal((await visitor().send(sent)).status, status)
      })
    }
  }
})

test('a trusted origin may post as browsers do it, with all three Fetch Metadata headers', async () => {
  const { visitor } = await openShielded(
    (app) => {
      app.post('/hook', { config: { shield: { dangerouslyExemptFromCsrfToken: true } } }, async () => 'done')
    },
    { origin: OWN, csrf: { trustedOrigins: [TRUSTED] } },
  )
  const post = async (origin: string, mode: string) => {
    const headers = {
      origin,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': mode,
      'sec-fetch-dest': 'document',
    }
    return (await visitor().send({ method: 'POST', url: '/hook', headers })).status
  }
  for (const mode of ['navigate', 'cors', 'no-cors']) {
    assert.equal(await post(TRUSTED, mode), 200, mode)
    assert.equal(await post('https://evil.test', mode), 403, mode)
  }
})

test('a trusted origin is an origin, and nothing more or less', () => {
  const load = (origin: string) =>
    loadSettings({ env: {}, cwd: '/', options: { csrf: { trustedOrigins: [origin] } } })
  for (const origin of table.addTrustedOriginOk) {
    assert.deepEqual(load(origin).csrf.trustedOrigins, [origin])
  }
  for (const origin of table.addTrustedOriginMustThrow) {
    assert.throws(() => load(origin), /csrf\.trustedOrigins/, JSON.stringify(origin))
  }
})
