// portcullis migrate: shows without touching, applies once, and says so to programs too.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { openStore } from '../../src/store/open.ts'
import { onPostgres } from '../store/databases.ts'
import { newSite } from './command.ts'

const FIRST = '0001-accounts'

describe('portcullis migrate', () => {
  test('--status shows what is missing, and makes no database', async (t) => {
    const site = newSite(t)
    const { code, stdout, stderr } = await site.run(['migrate', '--status'])
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`^${FIRST} +missing$`, 'm'))
    assert.equal(stderr, '')
    assert.equal(existsSync(site.data), false)
  })

  test('applies what is missing; a second run finds nothing', async (t) => {
    const site = newSite(t)
    const first = await site.run(['migrate'])
    assert.equal(first.code, 0)
    assert.match(first.stdout, new RegExp(`^${FIRST} +applied now$`, 'm'))
    const second = await site.run(['migrate'])
    assert.equal(second.code, 0)
    assert.match(second.stdout, new RegExp(`^${FIRST} +applied \\d{4}-`, 'm'))
    assert.match(second.stdout, /^Nothing is missing\.$/m)
  })

  test('--json is JSON alone', async (t) => {
    const site = newSite(t)
    const before = JSON.parse((await site.run(['migrate', '--status', '--json'])).stdout)
    assert.ok(before.pending.includes(FIRST))
    assert.deepEqual(before.applied, [])
    const { code, stdout, stderr } = await site.run(['migrate', '--json'])
    const after = JSON.parse(stdout)
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.equal(after.database, 'sqlite')
    assert.deepEqual(after.appliedNow, before.pending)
    assert.deepEqual(after.pending, [])
    assert.ok(!Number.isNaN(Date.parse(after.applied[0].at)))
  })

  test('refuses a database that a newer version has opened, and shows what it has', async (t) => {
    const site = newSite(t)
    await site.run(['migrate'])
    const store = await openStore('', { data: site.data })
    await sql`insert into portcullis_migrations (name, applied_at) values ('9999-newer', 0)`.execute(store.db)
    await store.close()
    const applying = await site.run(['migrate'])
    assert.equal(applying.code, 1)
    assert.equal(applying.stdout, '')
    assert.match(applying.stderr, /^portcullis: .*9999-newer/)
    const showing = await site.run(['migrate', '--status'])
    assert.equal(showing.code, 1)
    assert.match(showing.stdout, /9999-newer .*unknown to this version/)
    assert.match(showing.stderr, /newer version/)
  })
})

onPostgres('portcullis migrate', (open) => {
  test('serve and user say to migrate first; migrate does it', async (t) => {
    const site = newSite(t)
    const store = await open.bare()
    const env = {
      PORTCULLIS_DATABASE: open.setting(store),
      PORTCULLIS_PORT: '0',
      PORTCULLIS_ORIGIN: 'http://localhost',
    }
    for (const command of [['serve'], ['user', 'list']]) {
      const { code, stderr } = await site.run(command, { env })
      assert.equal(code, 1, command.join(' '))
      assert.match(stderr, /run `portcullis migrate` first/)
    }
    const { code, stdout } = await site.run(['migrate', '--json'], { env })
    assert.equal(code, 0)
    assert.equal(JSON.parse(stdout).database, 'postgres')
    assert.equal((await site.run(['user', 'list', '--json'], { env })).stdout, '[]\n')
  })
})
