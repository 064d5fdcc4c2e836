// Roles, on both databases: which names, how many, and what a change of them does to sessions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountById } from '../../src/accounts/account.ts'
import { changeByOperator } from '../../src/accounts/change.ts'
import { grantRole, revokeRole } from '../../src/accounts/roles.ts'
import { sqlSessions } from '../../src/store/sessions.ts'
import { eachDatabase } from '../store/databases.ts'
import { addPerson, isIn, linesOf } from './admin/people.ts'
import { type TestBackend, testBackend } from './backend.ts'

const grant = async (backend: TestBackend, id: string, role: string) =>
  (await changeByOperator(backend, id, (change) => grantRole(change, role)))?.outcome
const revoke = async (backend: TestBackend, id: string, role: string) =>
  (await changeByOperator(backend, id, (change) => revokeRole(change, role)))?.outcome
const rolesOf = async ({ store }: TestBackend, id: string) => (await accountById(store.db, id))?.roles

eachDatabase('roles', (open) => {
  test('are granted and revoked, sorted, and written down as the operator’s doing', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    for (const role of ['writer', 'editor', 'x-1']) {
      assert.deepEqual(await grant(backend, 'u', role), { kind: 'done', ended: 0 })
    }
    assert.deepEqual(await rolesOf(backend, 'u'), ['editor', 'writer', 'x-1'])
    assert.deepEqual(await revoke(backend, 'u', 'writer'), { kind: 'done', ended: 0 })
    assert.deepEqual(await rolesOf(backend, 'u'), ['editor', 'x-1'])
    assert.deepEqual(await linesOf(backend, 'u'), [
      'role-granted operator {"role":"writer"}',
      'role-granted operator {"role":"editor"}',
      'role-granted operator {"role":"x-1"}',
      'role-revoked operator {"role":"writer"}',
    ])
  })

  test('what is so already changes nothing and is not written down', async () => {
    const backend = testBackend(await open())
    const u = await addPerson(backend, 'u', ['admin'])
    assert.deepEqual(await grant(backend, 'u', 'admin'), { kind: 'unchanged' })
    assert.deepEqual(await revoke(backend, 'u', 'editor'), { kind: 'unchanged' })
    assert.equal(await grant(backend, 'nobody', 'editor'), undefined)
    assert.equal(await isIn(backend, u), true)
    assert.deepEqual(await linesOf(backend, 'u'), [])
  })

  test('a name is a lower-case letter and up to 31 letters, digits and hyphens', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    const bad = ['', 'Admin', '1a', '-a', 'a b', 'a_b', 'ä', 'a\n', 'a\0', 'a'.repeat(33), '"]', 'a,b', ' a']
    for (const role of bad) assert.deepEqual(await grant(backend, 'u', role), { kind: 'bad-name' }, role)
    assert.deepEqual(await rolesOf(backend, 'u'), [])
    for (const role of ['a', 'a'.repeat(32), 'a-1'])
      assert.equal((await grant(backend, 'u', role))?.kind, 'done')
  })

  test('an account has 16 at most, also when they come at once, and none is lost', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u')
    const roles = Array.from({ length: 20 }, (_, n) => `role-${n}`)
    const outcomes = await Promise.all(roles.map((role) => grant(backend, 'u', role)))
    const done = roles.filter((_, n) => outcomes[n]?.kind === 'done')
    assert.equal(done.length, 16)
    assert.equal(outcomes.filter((outcome) => outcome?.kind === 'too-many').length, 4)
    assert.deepEqual(await rolesOf(backend, 'u'), done.toSorted())
    assert.equal((await linesOf(backend, 'u')).length, 16)
    assert.deepEqual(await grant(backend, 'u', done[0]!), { kind: 'unchanged' })
  })

  test('V8.3.2 a role counts at the next request of a session that goes on', async () => {
    const backend = testBackend(await open())
    const u = await addPerson(backend, 'u')
    const seen = async () => (await sqlSessions(backend.store).find(u.sessionId))?.user?.roles
    await grant(backend, 'u', 'editor')
    assert.deepEqual(await seen(), ['editor'])
    await revoke(backend, 'u', 'editor')
    assert.deepEqual(await seen(), [])
  })

  test('gaining or losing `admin` ends the sessions: none from before becomes an administrator’s', async () => {
    const backend = testBackend(await open())
    const [u, other] = [await addPerson(backend, 'u'), await addPerson(backend, 'v')]
    assert.deepEqual(await grant(backend, 'u', 'admin'), { kind: 'done', ended: 1 })
    assert.deepEqual([await isIn(backend, u), await isIn(backend, other)], [false, true])
    assert.deepEqual(await revoke(backend, 'u', 'admin'), { kind: 'done', ended: 0 })
    assert.equal((await accountById(backend.store.db, 'u'))?.credentialEpoch, 2)
  })

  test('one that today’s rules would not allow can be taken away', async () => {
    const backend = testBackend(await open())
    await addPerson(backend, 'u', ['Old Role', 'editor'])
    assert.equal((await revoke(backend, 'u', 'Old Role'))?.kind, 'done')
    assert.deepEqual(await rolesOf(backend, 'u'), ['editor'])
  })

  test('V2.3.3 where the activity can’t be written, the role is not granted', async () => {
    const backend = testBackend(await open())
    const u = await addPerson(backend, 'u')
    await assert.rejects(
      changeByOperator(backend, 'u', (change) =>
        grantRole({ ...change, note: () => Promise.reject(new Error('full')) }, 'admin'),
      ),
      /full/,
    )
    assert.deepEqual(await rolesOf(backend, 'u'), [])
    assert.equal(await isIn(backend, u), true)
  })
})
