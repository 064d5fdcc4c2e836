// portcullis check with a database: activity that was laid hands on is told with account and row, and nothing is changed.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { noteActivity } from '../../src/accounts/activity/activity.ts'
import type { Backend } from '../../src/backend.ts'
import { newToken } from '../../src/crypto/token.ts'
import { migrationStatus } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open.ts'
import { OWNER } from '../accounts/backend.ts'
import { eachDatabase } from '../store/databases.ts'
import { newSite, type Site } from './command.ts'
import { inside, siteWithZoe } from './zoe.ts'

const PRODUCTION = { PORTCULLIS_SECRET: newToken(32), PORTCULLIS_ORIGIN: 'https://accounts.example.org' }

/** A site whose zoe has some activity, made with the secret of its settings. */
async function siteWithActivity(t: TestContext, env: NodeJS.ProcessEnv = PRODUCTION): Promise<Site> {
  const site = await siteWithZoe(t)
  Object.assign(site.env, env)
  await inside(site, async (backend) => {
    const userId = await idOfZoe(backend)
    // Zoe was added under another secret.
    for (const table of ['activity', 'activity_heads'] as const)
      await backend.store.db.deleteFrom(table).execute()
    await noteActivity(backend, { userId, kind: 'account-created', by: OWNER })
    for (let n = 0; n < 4; n++) await noteActivity(backend, { userId, kind: 'signed-in', by: OWNER })
  })
  return site
}

async function idOfZoe({ store }: Backend): Promise<string> {
  return (await store.db.selectFrom('users').select('id').executeTakeFirstOrThrow()).id
}

interface Report {
  refused: boolean
  besides: { state: string; code: string; words: string }[]
}

async function report(site: Site): Promise<{ code: number | null } & Report> {
  const { code, stdout, stderr } = await site.run(['check', '--json'], { env: site.env })
  assert.equal(stderr, '')
  return { code, ...(JSON.parse(stdout) as Report) }
}

/** All but what the settings are told for. */
const aboutData = ({ besides }: Report) => besides.filter(({ code }) => /^(activity|database)-/.test(code))

test('an untouched database is nothing to speak of', async (t) => {
  const site = await siteWithActivity(t)
  const found = await report(site)
  assert.deepEqual([found.code, found.refused, aboutData(found)], [0, false, []])
})

test('V16.4.2 a changed and a missing row are told with account and number, with exit code 1', async (t) => {
  const site = await siteWithActivity(t)
  const id = await inside(site, async (backend) => {
    const { db } = backend.store
    await db.updateTable('activity').set({ address: '203.0.113.9' }).where('seq', '=', 2).execute()
    await db.deleteFrom('activity').where('seq', '=', 4).execute()
    return idOfZoe(backend)
  })
  const { code, stdout, stderr } = await site.run(['check'], { env: site.env })
  assert.deepEqual([code, stderr], [1, ''])
  assert.ok(stdout.includes(`- REFUSED: the activity of "zoe" (account ${id}): row 2 was changed\n`))
  assert.ok(stdout.includes(`- REFUSED: the activity of "zoe" (account ${id}): row 4 is missing\n`))
  assert.match(stdout, /^Production would start\. The database was tampered with\. Pieces of advice: \d+\.$/m)
  const found = await report(site)
  assert.deepEqual([found.code, found.refused], [1, true])
  assert.deepEqual(
    aboutData(found).map(({ state, code }) => `${state} ${code}`),
    ['refusal activity-tampered', 'refusal activity-tampered'],
  )
})

test('an activity, or what seals it, that is gone is told', async (t) => {
  const site = await siteWithActivity(t)
  const words = async () => aboutData(await report(site)).map((one) => one.words.replace(/^.*\): /, ''))
  await inside(site, ({ store: { db } }) => db.updateTable('activity_heads').set({ last_seq: 3 }).execute())
  assert.match((await words()).join(), /^its row in `activity_heads` was changed, [^,]+$/)
  await inside(site, ({ store: { db } }) => db.deleteFrom('activity_heads').execute())
  assert.match((await words()).join(), /^its row in `activity_heads` is missing, [^,]+$/)
  await inside(site, ({ store: { db } }) => db.deleteFrom('activity').execute())
  assert.deepEqual(await words(), ['all of it is missing'])
})

test('rows of a secret that was dropped are advice', async (t) => {
  const site = await siteWithActivity(t)
  const rotated = `${newToken(32)},${PRODUCTION.PORTCULLIS_SECRET}`
  Object.assign(site.env, { PORTCULLIS_SECRET: rotated })
  assert.deepEqual(aboutData(await report(site)), [])
  Object.assign(site.env, { PORTCULLIS_SECRET: newToken(32) })
  const found = await report(site)
  assert.equal(found.code, 0)
  assert.deepEqual(
    aboutData(found).map(({ state, code }) => `${state} ${code}`),
    ['advice activity-unverified'],
  )
  assert.match(aboutData(found)[0]!.words, /rows: 5, accounts: 1, the first: rows 1 to 5 of "zoe"/)
})

test('development verifies with the secret that it keeps, and makes none for it', async (t) => {
  const site = await siteWithActivity(t, {})
  assert.deepEqual(aboutData(await report(site)), [])
  const production = { ...site, env: { ...site.env, PORTCULLIS_MODE: 'production' } }
  assert.match(aboutData(await report(production))[0]!.words, /not verified: there is no `secret`/)
  const other = await siteWithActivity(t, { ...PRODUCTION })
  const without = { ...other, env: { ...other.env, PORTCULLIS_SECRET: '' } }
  rmSync(join(other.data, 'secret'), { force: true })
  assert.match(aboutData(await report(without))[0]!.words, /not verified: there is no `secret`/)
  assert.equal(existsSync(join(other.data, 'secret')), false)
})

test('names that somebody wrote into the table can’t command a terminal', async (t) => {
  const site = await siteWithActivity(t)
  await inside(site, async ({ store: { db } }) => {
    await db.updateTable('users').set({ username: 'z\x1b[2J\u009b\u202e\n' }).execute()
    await db.deleteFrom('activity').where('seq', '=', 4).execute()
  })
  const { stdout } = await site.run(['check'], { env: site.env })
  assert.doesNotMatch(stdout, /[\x1b\u009b\u202e]/)
  assert.match(stdout, /"z\uFFFD\[2J\uFFFD\uFFFD\uFFFD" /)
})

test('the database is neither made nor changed', async (t) => {
  const site = newSite(t)
  await site.run(['check'], { env: PRODUCTION })
  assert.equal(existsSync(site.data), false)
  const zoes = await siteWithActivity(t)
  const before = statSync(join(zoes.data, 'portcullis.db')).mtimeMs
  const files = readdirSync(zoes.data)
  await report(zoes)
  assert.equal(statSync(join(zoes.data, 'portcullis.db')).mtimeMs, before)
  assert.deepEqual(readdirSync(zoes.data), files)
})

test('a database that is none is advice', async (t) => {
  const site = newSite(t)
  const found = await report({
    ...site,
    env: { ...site.env, ...PRODUCTION, PORTCULLIS_DATABASE: `sqlite:${site.folder}` },
  })
  assert.equal(aboutData(found)[0]?.code, 'database-unseen')
})

eachDatabase('portcullis check on tables', (open) => {
  test('of another version: says so, looks no further and changes nothing', async (t) => {
    const store = await open.bare()
    const site = newSite(t)
    Object.assign(site.env, PRODUCTION, { PORTCULLIS_DATABASE: open.setting(store) })
    const [found] = aboutData(await report(site))
    assert.match(found!.words, /not looked at: its tables are not those of this version/)
    const again = await openStore(open.setting(store), { data: site.data })
    t.after(() => again.close())
    assert.deepEqual((await migrationStatus(again)).applied, [])
  })

  test('of this version: looks at them', async (t) => {
    const store = await open()
    const site = newSite(t)
    Object.assign(site.env, PRODUCTION, { PORTCULLIS_DATABASE: open.setting(store) })
    assert.deepEqual(aboutData(await report(site)), [])
  })
})
