// A new password is held to the policy first; only one that passes is looked up, and only when that is switched on.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { after, test } from 'node:test'
import { newPasswordProblem } from '../../src/accounts/new-password.ts'
import { loadSettings } from '../../src/config/load.ts'

const BREACHED = 'kleine rote Tasse'
const zoe = { username: 'zoe', email: 'zoe@x.test' }
let asked = 0
const server = createServer((_, response) => {
  asked++
  response.end(`${createHash('sha1').update(BREACHED).digest('hex').toUpperCase().slice(5)}:7`)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => server.close())
const breachEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`

async function ask(password: string, breachLookup: boolean) {
  asked = 0
  const settings = loadSettings({
    options: {
      siteName: 'Harbour',
      origin: 'https://books.example',
      password: { breachLookup, breachEndpoint },
    },
    env: {},
    cwd: tmpdir(),
  })
  const log = { warn: () => assert.fail('nothing to warn of') }
  return { problem: await newPasswordProblem({ settings, log }, password, zoe), asked }
}

test('V6.2.12 a password from a breach is refused with the reason', async () => {
  const { problem, asked } = await ask(BREACHED, true)
  assert.match(problem ?? '', /breach/)
  assert.equal(asked, 1)
  assert.deepEqual(await ask('kleine blaue Tasse', true), { problem: undefined, asked: 1 })
})

test('nobody is asked when it is switched off, or about a password that is refused anyway', async () => {
  assert.deepEqual(await ask(BREACHED, false), { problem: undefined, asked: 0 })
  for (const password of ['short', 'password', 'zoe@x.test', 'Harbour1', 'books.example']) {
    const { problem, asked } = await ask(password, true)
    assert.equal(typeof problem, 'string', password)
    assert.equal(asked, 0)
  }
})
