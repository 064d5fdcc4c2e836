// portcullis user grant and revoke: the first administrator, and every role.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findAccount } from '../../src/accounts/account.ts'
import { newSite, type Site } from './command.ts'
import { inside, siteWithZoe, startSession } from './zoe.ts'

const rolesOf = (site: Site) => inside(site, async ({ store }) => (await findAccount(store.db, 'zoe'))?.roles)
const sessionLives = (site: Site, id: string) =>
  inside(site, async ({ sessions }) => (await sessions.find(id)) !== undefined)

describe('portcullis user grant and revoke', () => {
  test('V6.3.2 make the first administrator, whose sessions from before end, and unmake one', async (t) => {
    const site = await siteWithZoe(t)
    await startSession(site, 'one')
    assert.deepEqual(await site.run(['user', 'grant', 'Zoe@example.org', 'admin']), {
      code: 0,
      stdout: 'zoe has the role admin now; sessions ended: 1.\n',
      stderr: '',
    })
    assert.deepEqual(await rolesOf(site), ['admin'])
    assert.equal(await sessionLives(site, 'one'), false)
    await startSession(site, 'two')
    const { code, stdout } = await site.run(['user', 'revoke', 'zoe', 'admin'])
    assert.deepEqual([code, stdout], [0, 'zoe no longer has the role "admin"; sessions ended: 1.\n'])
    assert.deepEqual(await rolesOf(site), [])
    assert.equal(await sessionLives(site, 'two'), false)
  })

  test('another role leaves the sessions, and stands in the activity as the operator’s doing', async (t) => {
    const site = await siteWithZoe(t)
    await startSession(site, 'one')
    assert.equal(
      (await site.run(['user', 'grant', 'zoe', 'editor'])).stdout,
      'zoe has the role editor now; sessions ended: 0.\n',
    )
    assert.equal(await sessionLives(site, 'one'), true)
    const again = await site.run(['user', 'grant', 'zoe', 'editor'])
    assert.deepEqual([again.code, again.stdout], [0, 'zoe has the role editor already.\n'])
    const not = await site.run(['user', 'revoke', 'zoe', 'x\u001b[2J'])
    assert.deepEqual([not.code, not.stdout], [0, 'zoe does not have the role "x\\u001b[2J".\n'])
    const rows = await inside(site, ({ store }) =>
      store.db.selectFrom('activity').select(['kind', 'actor', 'detail']).orderBy('seq').execute(),
    )
    assert.deepEqual(
      rows.filter(({ kind }) => kind.startsWith('role')),
      [{ kind: 'role-granted', actor: 'operator', detail: '{"role":"editor"}' }],
    )
  })

  test('what is no role, too many, nobody’s or nowhere is exit code 1, and what is missing 2', async (t) => {
    const site = await siteWithZoe(t)
    for (const role of ['Admin', '', 'a b', 'admin\n', 'a'.repeat(33)]) {
      const { code, stdout, stderr } = await site.run(['user', 'grant', 'zoe', role])
      assert.deepEqual([code, stdout], [1, ''], role)
      assert.match(stderr, /^portcullis: A role is a lower-case letter.*\n$/)
    }
    for (const command of ['grant', 'revoke']) {
      const unknown = await site.run(['user', command, 'no\u001b[2Jbody', 'admin'])
      assert.deepEqual(
        [unknown.code, unknown.stderr],
        [1, 'portcullis: there is no account "no\\u001b[2Jbody"\n'],
      )
      assert.equal((await site.run(['user', command, 'zoe'])).code, 2)
      assert.equal((await site.run(['user', command])).code, 2)
      assert.equal((await site.run(['user', command, 'zoe', 'admin', 'more'])).code, 2)
      const nowhere = await newSite(t).run(['user', command, 'zoe', 'admin'])
      assert.equal(nowhere.code, 1)
      assert.match(nowhere.stderr, /there is no database at/)
    }
    await inside(site, ({ store }) =>
      store.db
        .updateTable('users')
        .set({ roles: JSON.stringify(Array.from({ length: 16 }, (_, n) => `role-${n}`)) })
        .execute(),
    )
    const full = await site.run(['user', 'grant', 'zoe', 'admin'])
    assert.deepEqual([full.code, full.stderr], [1, 'portcullis: An account has 16 roles at most.\n'])
    assert.equal((await rolesOf(site))?.length, 16)
  })
})
