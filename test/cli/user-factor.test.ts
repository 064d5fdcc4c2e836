// portcullis user remove-second-factor: begins the wait, tells by mail and activity, and skips nothing of it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findAccount } from '../../src/accounts/account.ts'
import { newSite, type Site } from './command.ts'
import { inside, siteWithZoe, startSession } from './zoe.ts'

const DAY = 86_400_000 // milliseconds
const COMMAND = ['user', 'remove-second-factor']

async function siteWithFactor(t: Parameters<typeof siteWithZoe>[0], columns: object = {}): Promise<Site> {
  const site = await siteWithZoe(t)
  await inside(site, ({ store }) =>
    store.db
      .updateTable('users')
      .set({ second_factor: 1, email_verified_at: 1, ...columns })
      .execute(),
  )
  return site
}

const look = (site: Site) =>
  inside(site, async ({ store: { db } }) => ({
    on: (await findAccount(db, 'zoe'))!.secondFactor,
    mails: await db.selectFrom('outbox').selectAll().execute(),
    removals: (await db.selectFrom('activity').select(['kind', 'actor', 'address']).execute()).filter(
      ({ kind }) => kind.startsWith('factor-removal'),
    ),
    tokens: (await db.selectFrom('tokens').select('purpose').orderBy('purpose').execute()).map(
      ({ purpose }) => purpose,
    ),
  }))

describe('portcullis user remove-second-factor', () => {
  test('begins the wait, which the owner is told by mail and finds in the activity', async (t) => {
    const site = await siteWithFactor(t)
    const before = Date.now()
    const { code, stdout, stderr } = await site.run([...COMMAND, 'Zoe@example.org'])
    assert.deepEqual([code, stderr], [0, ''])
    const due = /^zoe can have it removed from (\S+Z) on, by a link that is mailed then\.\n$/.exec(
      stdout,
    )?.[1]
    const wait = new Date(due!).getTime() - DAY
    assert.ok(before <= wait && wait <= Date.now(), stdout)
    const { on, mails, removals, tokens } = await look(site)
    assert.equal(on, true)
    assert.deepEqual(
      mails.map(({ recipient, subject }) => [recipient, subject]),
      [['zoe@example.org', 'Somebody wants to remove the second factor of your account at Portcullis']],
    )
    assert.match(mails[0]!.text, /The people who run Portcullis have begun/)
    assert.match(mails[0]!.text, /\/two-factor\/removal\/stop\?token=/)
    assert.deepEqual(removals, [{ kind: 'factor-removal-asked', actor: 'operator', address: '' }])
    assert.deepEqual(tokens, ['factor-removal-stop', 'factor-removal-wait'])
    // No token is for the terminal, whose lines are often kept.
    assert.ok(!stdout.includes(/token=([\w-]+)/.exec(mails[0]!.text)![1]!))
  })

  test('a second time it tells the same moment, and nobody is mailed again', async (t) => {
    const site = await siteWithFactor(t)
    const first = await site.run([...COMMAND, 'zoe'])
    const second = await site.run([...COMMAND, 'ZOE'])
    assert.deepEqual(second, first)
    const { mails, removals } = await look(site)
    assert.deepEqual([mails.length, removals.length], [1, 1])
  })

  test('a longer wait is a setting, and nothing at the command line makes it shorter', async (t) => {
    const site = await siteWithFactor(t)
    const env = { PORTCULLIS_SECOND_FACTOR_REMOVAL_WAIT: '3 days' }
    const { stdout } = await site.run([...COMMAND, 'zoe'], { env })
    const due = new Date(/from (\S+Z)/.exec(stdout)![1]!).getTime()
    assert.ok(due > Date.now() + 2.9 * DAY && due <= Date.now() + 3 * DAY)
    assert.equal((await site.run([...COMMAND, 'zoe', '--now'])).code, 2)
  })

  test('the sessions go on, since their holders have proved both factors', async (t) => {
    const site = await siteWithZoe(t)
    await startSession(site, 'one')
    await inside(site, ({ store }) =>
      store.db.updateTable('users').set({ second_factor: 1, email_verified_at: 1 }).execute(),
    )
    await site.run([...COMMAND, 'zoe'])
    assert.ok(await inside(site, async ({ sessions }) => sessions.find('one')))
  })

  test('without a second factor, a confirmed address, an account or a database it is exit code 1', async (t) => {
    const none = await siteWithFactor(t, { second_factor: 0 })
    const unconfirmed = await siteWithFactor(t, { email_verified_at: null })
    for (const [site, name, words] of [
      [none, 'zoe', 'zoe has no second factor'],
      [unconfirmed, 'zoe', 'zoe has no confirmed e-mail address, which the notices would go to'],
      [none, 'no\u001b[2Jbody', 'there is no account "no\\u001b[2Jbody"'],
      [none, '', 'there is no account ""'],
    ] as const) {
      const { code, stdout, stderr } = await site.run([...COMMAND, name])
      assert.deepEqual([code, stdout, stderr], [1, '', `portcullis: ${words}\n`])
    }
    for (const site of [none, unconfirmed]) {
      const { mails, removals, tokens } = await look(site)
      assert.deepEqual([mails, removals, tokens], [[], [], []])
    }
    const nowhere = await newSite(t).run([...COMMAND, 'zoe'])
    assert.equal(nowhere.code, 1)
    assert.match(nowhere.stderr, /there is no database at/)
  })

  test('without a name, or with one too many, it is exit code 2', async (t) => {
    const site = await siteWithFactor(t)
    assert.equal((await site.run(COMMAND)).code, 2)
    assert.equal((await site.run([...COMMAND, 'zoe', 'alice'])).code, 2)
    assert.deepEqual((await look(site)).removals, [])
  })
})
