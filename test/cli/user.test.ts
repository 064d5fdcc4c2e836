// portcullis user list, suspend and restore: accounts seen and shut by an operator.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { findAccount } from '../../src/accounts/account.ts'
import { newSite } from './command.ts'
import { FREE, startServer } from './server.ts'
import { inside, PASSWORD, sessionRows, signsIn, siteWithZoe, startSession } from './zoe.ts'

/** Signs zoe in by the form, and returns the cookies. */
async function signInAtPage(port: number): Promise<string> {
  const page = await fetch(`http://127.0.0.1:${port}/login`)
  const [, token] = /name="csrf_token" value="([^"]+)"/.exec(await page.text()) ?? []
  const answer = await fetch(`http://127.0.0.1:${port}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: FREE.PORTCULLIS_ORIGIN, cookie: cookiesOf(page) },
    body: new URLSearchParams({ username: 'zoe', password: PASSWORD, csrf_token: token! }),
  })
  assert.equal(answer.status, 303)
  return cookiesOf(answer)
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function dashboard(port: number, cookie: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/dashboard`, { redirect: 'manual', headers: { cookie } })
}

describe('portcullis user list', () => {
  test('a line an account, by name', async (t) => {
    const site = await siteWithZoe(t)
    await site.run(['user', 'add', '--generate', 'anna', 'anna@example.org'])
    const lines = (await site.run(['user', 'list'])).stdout.trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => line.split('\t').slice(0, 3)),
      [
        ['anna', 'anna@example.org', 'active'],
        ['zoe', 'zoe@example.org', 'active'],
      ],
    )
  })

  test('--json is one list, without hashes', async (t) => {
    const site = await siteWithZoe(t)
    await site.run(['user', 'add', '--generate', 'anna', 'anna@example.org'])
    const { stdout, stderr } = await site.run(['user', 'list', '--json'])
    const accounts = JSON.parse(stdout)
    assert.equal(stderr, '')
    assert.deepEqual(
      accounts.map(({ username }: { username: string }) => username),
      ['anna', 'zoe'],
    )
    assert.deepEqual(Object.keys(accounts[0]), [
      ...['id', 'username', 'email', 'state', 'createdAt'],
      ...['roles', 'emailVerified'],
    ])
    assert.deepEqual([accounts[1].roles, accounts[1].emailVerified], [[], false])
    await site.run(['user', 'grant', 'zoe', 'editor'])
    await inside(site, ({ store }) => store.db.updateTable('users').set({ email_verified_at: 1 }).execute())
    const [, zoe] = JSON.parse((await site.run(['user', 'list', '--json'])).stdout)
    assert.deepEqual([zoe.roles, zoe.emailVerified], [['editor'], true])
    assert.doesNotMatch(stdout, /argon2/)
  })

  test('in the wrong folder it says so, and makes no database there', async (t) => {
    const site = newSite(t)
    for (const command of [['list'], ['suspend', 'zoe'], ['reset-password', '--generate', 'zoe']]) {
      const { code, stdout, stderr } = await site.run(['user', ...command])
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.match(stderr, /there is no database at .+; is `data` the folder that the server uses\?/)
    }
    assert.equal(existsSync(site.data), false)
  })
})

describe('portcullis user suspend and restore', () => {
  test('V7.4.2 suspending ends the sessions of a running server at their next request', async (t) => {
    const site = await siteWithZoe(t)
    const { port } = await startServer(site)
    const visits = [await signInAtPage(port), await signInAtPage(port), await signInAtPage(port)]
    for (const cookie of visits) assert.equal((await dashboard(port, cookie)).status, 200)
    assert.match((await site.run(['user', 'suspend', 'zoe'])).stdout, /sessions ended: 3/)
    for (const cookie of visits) {
      const answer = await dashboard(port, cookie)
      assert.notEqual(answer.status, 200)
      assert.doesNotMatch(await answer.text(), /zoe/)
    }
  })

  test('V7.4.2 suspending ends all sessions, and nobody signs in until it is restored', async (t) => {
    const site = await siteWithZoe(t)
    for (const id of ['one', 'two', 'three']) assert.equal(await startSession(site, id), true)
    const { code, stdout } = await site.run(['user', 'suspend', 'Zoe@example.org'])
    assert.equal(code, 0)
    assert.equal(stdout, 'zoe is suspended; sessions ended: 3.\n')
    assert.equal(await sessionRows(site), 0)
    assert.equal(await inside(site, async ({ sessions }) => sessions.find('one')), undefined)
    assert.equal(await signsIn(site, 'zoe', PASSWORD), false)
    assert.match((await site.run(['user', 'list'])).stdout, /\tsuspended\t/)

    assert.equal(
      (await site.run(['user', 'restore', 'zoe'])).stdout,
      'zoe can sign in again; sessions ended: 0.\n',
    )
    assert.equal(await signsIn(site, 'zoe', PASSWORD), true)
    assert.equal(await inside(site, async ({ sessions }) => sessions.find('one')), undefined)
  })

  test('each stands in the account’s activity as the operator’s doing, sealed; what is so already does not', async (t) => {
    const site = await siteWithZoe(t)
    for (const command of ['suspend', 'suspend', 'restore', 'restore', 'sign-out'])
      assert.equal((await site.run(['user', command, 'zoe'])).code, 0, command)
    const rows = await inside(site, ({ store }) =>
      store.db.selectFrom('activity').select(['kind', 'actor', 'address']).orderBy('seq').execute(),
    )
    assert.deepEqual(
      rows.filter(({ kind }) => kind !== 'account-created'),
      ['suspended', 'restored', 'signed-out-everywhere'].map((kind) => ({
        kind,
        actor: 'operator',
        address: '',
      })),
    )
    const checked = JSON.parse((await site.run(['check', '--json'])).stdout)
    assert.ok(!checked.besides.some(({ code }: { code: string }) => code.startsWith('activity')))
  })

  test('V7.4.2 a session that was being made when the account was suspended comes to nothing', async (t) => {
    const site = await siteWithZoe(t)
    const before = await inside(site, ({ store }) => findAccount(store.db, 'zoe'))
    await site.run(['user', 'suspend', 'zoe'])
    await site.run(['user', 'restore', 'zoe'])
    const after = await inside(site, ({ store }) => findAccount(store.db, 'zoe'))
    assert.ok(after!.credentialEpoch > before!.credentialEpoch)
  })

  test('an account nobody has is told, with control characters spelled out', async (t) => {
    const site = await siteWithZoe(t)
    for (const command of ['suspend', 'restore', 'sign-out', 'reset-password']) {
      const { code, stdout, stderr } = await site.run(['user', command, 'no\u001b[2Jbody'], {
        input: PASSWORD,
      })
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.equal(stderr, 'portcullis: there is no account "no\\u001b[2Jbody"\n')
    }
  })
})
