// Looking at an account, on both databases: what is seen, what is left out, and the line it leaves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteActivity } from '../../../src/accounts/activity/activity.ts'
import { lookAtAccount } from '../../../src/accounts/admin/look.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addMember } from '../activity/accounts.ts'
import { OWNER, testBackend } from '../backend.ts'
import { addPerson, linesOf } from './people.ts'

const HOUR = 3_600_000
const at = (accountId: string, before?: number) => ({ accountId, before })

eachDatabase('looking at an account', (open) => {
  test('shows its activity page by page, newest first', async () => {
    const backend = testBackend(await open())
    const admin = await addPerson(backend, 'a', ['admin'])
    await addMember(backend, 'm', 120)
    const first = await lookAtAccount(backend, admin, at('m'))
    assert.deepEqual([first?.account.username, first?.self], ['Name m', false])
    assert.deepEqual([first?.events.length, first?.events[0]?.seq, first?.older], [50, 120, 71])
    const last = await lookAtAccount(backend, admin, at('m', 21))
    assert.deepEqual([last?.events.length, last?.older], [20, undefined])
    assert.equal(last?.events[0]?.address, OWNER.address)
    assert.ok(!JSON.stringify(first?.account).includes('"token'))
  })

  test('is written into the administrator’s own activity, once an hour for each account', async () => {
    const backend = testBackend(await open())
    const admin = await addPerson(backend, 'a', ['admin'])
    for (const id of ['m', 'n']) await addMember(backend, id, 1)
    const looks = () => linesOf(backend, 'a')
    await Promise.all(Array.from({ length: 20 }, () => lookAtAccount(backend, admin, at('m'))))
    assert.deepEqual(await looks(), ['admin-viewed owner {"account":"Name m"}'])
    await lookAtAccount(backend, admin, at('n'))
    assert.equal((await looks()).length, 2)
    backend.clock += HOUR - 1
    await lookAtAccount(backend, admin, at('m'))
    assert.equal((await looks()).length, 2)
    backend.clock += 1
    await lookAtAccount(backend, admin, at('m'))
    assert.equal((await looks()).length, 3)
    assert.equal((await linesOf(backend, 'm')).length, 1)
  })

  test('their own account is no look at somebody, and one that is not there leaves no line', async () => {
    const backend = testBackend(await open())
    const admin = await addPerson(backend, 'a', ['admin'])
    assert.equal((await lookAtAccount(backend, admin, at('a')))?.self, true)
    assert.equal(await lookAtAccount(backend, admin, at('nobody')), undefined)
    assert.deepEqual(await linesOf(backend, 'a'), [])
  })

  test('where another administrator sits is left out', async () => {
    const backend = testBackend(await open())
    const [one, two] = [
      await addPerson(backend, 'one', ['admin']),
      await addPerson(backend, 'two', ['admin']),
    ]
    const detail = { device: 'Firefox on Linux', note: 'x' }
    await noteActivity(backend, { userId: 'two', kind: 'session-ended', by: OWNER, detail })
    const seen = (await lookAtAccount(backend, one, at('two')))?.events[0]
    assert.deepEqual([seen?.address, seen?.userAgent, seen?.detail], ['', '', { note: 'x' }])
    const own = (await lookAtAccount(backend, two, at('two')))?.events[0]
    assert.deepEqual([own?.address, own?.detail], [OWNER.address, detail])
  })
})
