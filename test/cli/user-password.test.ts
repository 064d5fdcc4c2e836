// portcullis user add and reset-password: passwords come and go by the right ways alone.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { newSite } from './command.ts'
import { inside, PASSWORD, sessionRows, signsIn, siteWithZoe, startSession } from './zoe.ts'

const OTHER = 'eight lanterns at the harbour'
const ZOE = ['zoe', 'zoe@example.org']

describe('portcullis user add', () => {
  test('takes the password from standard input, and its owner can sign in', async (t) => {
    const site = newSite(t)
    const { code, stdout, stderr } = await site.run(['user', 'add', ...ZOE], { input: `${PASSWORD}\n` })
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'zoe is added.\n', stderr: '' })
    assert.equal(await signsIn(site, 'zoe', PASSWORD), true)
    assert.equal(await signsIn(site, 'zoe', `${PASSWORD}\n`), false)
  })

  test('--generate prints the password alone, once, and it is nowhere else', async (t) => {
    const site = newSite(t)
    const { code, stdout, stderr } = await site.run(['user', 'add', '--generate', ...ZOE])
    assert.equal(code, 0)
    assert.match(stdout, /^[\w-]{24}\n$/)
    assert.match(stderr, /^zoe is added\. /)
    assert.ok(!stderr.includes(stdout.trim()))
    assert.equal(await signsIn(site, 'zoe', stdout.trim()), true)
    assert.ok(!readFileSync(join(site.data, 'portcullis.db'), 'latin1').includes(stdout.trim()))
  })

  test('--generate meets the longest minimum', async (t) => {
    const site = newSite(t)
    const env = { PORTCULLIS_PASSWORD_MIN_LENGTH: '64' }
    const { code, stdout } = await site.run(['user', 'add', '--generate', ...ZOE], { env })
    assert.equal(code, 0)
    assert.equal(stdout.trim().length, 64)
  })

  test('an operator may give out reserved names', async (t) => {
    const { code } = await newSite(t).run(['user', 'add', '--generate', 'admin', 'admin@example.org'])
    assert.equal(code, 0)
  })

  test('tells all that is wrong, a line each, and adds nothing', async (t) => {
    const site = newSite(t)
    const { code, stdout, stderr } = await site.run(['user', 'add', 'x', 'nowhere'], { input: 'short' })
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.equal(stderr.trim().split('\n').length, 3)
    assert.equal((await site.run(['user', 'list'])).stdout, '')
  })

  test('tells a taken name, and a taken address', async (t) => {
    const site = await siteWithZoe(t)
    const name = await site.run(['user', 'add', 'ZOE', 'other@example.org'], { input: PASSWORD })
    assert.equal(name.code, 1)
    assert.match(name.stderr, /username is taken/)
    const address = await site.run(['user', 'add', 'yves', 'Zoe@Example.org'], { input: PASSWORD })
    assert.equal(address.code, 1)
    assert.match(address.stderr, /address has an account/)
  })

  test('a password as an argument is refused, and makes no account', async (t) => {
    const site = newSite(t)
    const { code, stderr } = await site.run(['user', 'add', ...ZOE, PASSWORD])
    assert.equal(code, 2)
    assert.match(stderr, /never an argument/)
    assert.ok(!stderr.includes(PASSWORD))
    assert.equal(existsSync(site.data), false)
  })

  test('a database in memory would forget the account at once: refused', async (t) => {
    const env = { PORTCULLIS_DATABASE: 'sqlite::memory:' }
    const { code, stderr } = await newSite(t).run(['user', 'add', '--generate', ...ZOE], { env })
    assert.equal(code, 1)
    assert.match(stderr, /in memory/)
  })
})

describe('portcullis user reset-password', () => {
  test('V7.4.3 the old password and all sessions are dead, the new one opens', async (t) => {
    const site = await siteWithZoe(t)
    await startSession(site, 'one')
    const { code, stdout } = await site.run(['user', 'reset-password', 'zoe'], { input: `${OTHER}\n` })
    assert.equal(code, 0)
    assert.equal(stdout, 'zoe has a new password; sessions ended: 1.\n')
    assert.equal(await inside(site, async ({ sessions }) => sessions.find('one')), undefined)
    assert.equal(await signsIn(site, 'zoe', PASSWORD), false)
    assert.equal(await signsIn(site, 'zoe', OTHER), true)
  })

  test('--generate prints the new one alone', async (t) => {
    const site = await siteWithZoe(t)
    const { stdout } = await site.run(['user', 'reset-password', 'zoe', '--generate'])
    assert.match(stdout, /^[\w-]{24}\n$/)
    assert.equal(await signsIn(site, 'zoe', stdout.trim()), true)
  })

  test('a password that the policy refuses changes nothing', async (t) => {
    const site = await siteWithZoe(t)
    await startSession(site, 'one')
    const { code, stderr } = await site.run(['user', 'reset-password', 'zoe'], { input: 'password' })
    assert.equal(code, 1)
    assert.match(stderr, /common/)
    assert.equal(await sessionRows(site), 1)
    assert.equal(await signsIn(site, 'zoe', PASSWORD), true)
  })

  test('a suspended account stays suspended, and says so', async (t) => {
    const site = await siteWithZoe(t)
    await site.run(['user', 'suspend', 'zoe'])
    const { code, stderr } = await site.run(['user', 'reset-password', 'zoe'], { input: OTHER })
    assert.equal(code, 0)
    assert.equal(stderr, 'zoe is still suspended.\n')
    assert.equal(await signsIn(site, 'zoe', OTHER), false)
  })
})
