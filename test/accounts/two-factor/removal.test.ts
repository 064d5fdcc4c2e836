// Every factor lost: password, wait, mail and password again; and everything that calls it off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount } from '../../../src/accounts/account.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import { finishFactorRemoval } from '../../../src/accounts/two-factor/finish-removal.ts'
import {
  askFactorRemoval,
  callOffFactorRemoval,
  mailDueRemovals,
} from '../../../src/accounts/two-factor/removal.ts'
import type { Store } from '../../../src/store/store.ts'
import { PASSWORD } from '../../house.ts'
import { eachDatabase } from '../../store/databases.ts'
import { OWNER, testBackend } from '../backend.ts'
import { mails } from '../visits.ts'
import { codeOf, firstStep, isIn, openRoomy, withApp } from './factors.ts'

const DAY = 86_400

type House = Awaited<ReturnType<typeof openRoomy>>

const linkIn = (text: string, path: string) => new RegExp(`${path}\\?token=([\\w-]{43})`).exec(text)?.[1]

async function lost(house: House) {
  const { key, person } = await withApp(house)
  await house.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  const half = await firstStep(house, 'alice')
  await half.open('/login/second-step/lost')
  await half.press('Start the removal')
  assert.equal(half.path, '/login')
  const texts = (await mails(house.store)).map(({ text }) => text).join('\n')
  return { key, person, half, stop: linkIn(texts, '/two-factor/removal/stop')! }
}

test('asking signs nobody in, and tells the owner with a link that keeps the factor', async () => {
  const house = await openRoomy()
  const { half, stop } = await lost(house)
  assert.equal(half.cookies.has('session'), false)
  assert.match(half.text, /another one with a link after Fri, 02 Jan 2026 12:00:30 GMT/)
  assert.ok(stop)
  const stranger = house.visitor()
  await stranger.open(`/two-factor/removal/stop?token=${stop}`)
  assert.equal(stranger.path, '/two-factor/removal/stop')
  assert.match(stranger.text, /asked to have your second factor removed/)
  const waits = () =>
    house.store.db.selectFrom('tokens').select('id').where('purpose', '=', 'factor-removal-wait').execute()
  assert.equal((await waits()).length, 1)
  await stranger.press('Keep it')
  assert.match(stranger.text, /The second factor stays/)
  assert.equal((await waits()).length, 0)
})

test('without a confirmed address, and where the site is strict, there is no such way', async () => {
  const house = await openRoomy()
  await withApp(house)
  const half = await firstStep(house, 'alice')
  await half.open('/login/second-step/lost')
  assert.match(half.text, /your e-mail address was never confirmed/)
  await half.post('/login/second-step/lost', {}, '/login/second-step')
  const tokens = await house.store.db.selectFrom('tokens').select('purpose').execute()
  assert.ok(!tokens.some(({ purpose }) => purpose.startsWith('factor-removal')))

  const strict = await openRoomy({ secondFactor: { strict: true } })
  await withApp(strict)
  await strict.store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
  const other = await firstStep(strict, 'alice')
  await other.open('/login/second-step/lost')
  assert.doesNotMatch(other.text, /Start the removal/)
  await other.post('/login/second-step/lost', {}, '/login/second-step')
  assert.equal((await mails(strict.store)).filter(({ subject }) => /wants to remove/.test(subject)).length, 0)
})

test('whoever has only a stranger’s page, and no challenge, starts nothing', async () => {
  const house = await openRoomy()
  await withApp(house)
  const stranger = house.visitor()
  await stranger.open('/login/second-step/lost')
  assert.equal(stranger.path, '/login')
  await stranger.post('/login/second-step/lost', {}, '/login')
  assert.equal(stranger.headers['location'], '/login')
})

test('a sign-in with the second factor calls it off', async () => {
  const house = await openRoomy()
  const { key } = await lost(house)
  const person = await firstStep(house, 'alice')
  person.fill({ code: codeOf(key, house.clock.now) })
  await person.press('Sign in')
  assert.equal(await isIn(person), true)
  const tokens = await house.store.db.selectFrom('tokens').select('purpose').execute()
  assert.ok(!tokens.some(({ purpose }) => purpose.startsWith('factor-removal')))
})

eachDatabase('removal after a wait', (open) => {
  async function alice(store: Store) {
    const backend = testBackend(store)
    await addAccount(backend, { username: 'alice', email: 'alice@example.org', password: PASSWORD })
    const { id } = (await findAccount(store.db, 'alice'))!
    await store.db.updateTable('users').set({ second_factor: 1, email_verified_at: 1 }).execute()
    const by = OWNER
    const ask = () => askFactorRemoval(backend, { userId: id, by })
    const finish = (token: string, password = PASSWORD) =>
      finishFactorRemoval(backend, { token, password, by })
    const link = async () => {
      const rows = await store.db.selectFrom('outbox').select('text').execute()
      return linkIn(rows.map(({ text }) => text).join('\n'), '/two-factor/removal') ?? ''
    }
    const isOn = async () => (await findAccount(store.db, 'alice'))!.secondFactor
    return { backend, id, by, ask, finish, link, isOn }
  }

  test('the link comes when the wait is over, to the millisecond, and needs the password', async () => {
    const { backend, ask, finish, link, isOn } = await alice(await open())
    const asked = await ask()
    assert.ok(asked.kind === 'waiting')
    assert.equal(asked.dueAt, backend.clock + DAY * 1000)
    backend.clock += DAY * 1000 - 1
    assert.equal(await mailDueRemovals(backend), 0)
    assert.deepEqual(await ask(), { ...asked, begun: false })
    backend.clock += 1
    assert.equal(await mailDueRemovals(backend), 1)
    assert.equal(await mailDueRemovals(backend), 0)
    const token = await link()
    assert.deepEqual(await finish(token, 'not the password'), { kind: 'wrong-password' })
    assert.deepEqual(await finish('x'.repeat(43)), { kind: 'over' })
    assert.equal(await isOn(), true)
    const done = await Promise.all(Array.from({ length: 4 }, () => finish(token)))
    assert.deepEqual(done.map(({ kind }) => kind).sort(), ['over', 'over', 'over', 'removed'])
    assert.equal(await isOn(), false)
    const kinds = await backend.store.db.selectFrom('activity').select('kind').orderBy('seq').execute()
    assert.deepEqual(kinds.map(({ kind }) => kind).slice(-3), [
      'factor-removal-asked',
      'confirm-failed',
      'factors-removed',
    ])
  })

  test('the link works for seven days, and not when it was called off or the credentials changed', async () => {
    type Alice = Awaited<ReturnType<typeof alice>>
    const wait = (milliseconds: number) => async (one: Alice) => {
      one.backend.clock += milliseconds
    }
    for (const [change, kind] of [
      [wait(0), 'removed'],
      [wait(7 * DAY * 1000 - 1), 'removed'],
      [wait(7 * DAY * 1000), 'over'],
      [(one: Alice) => callOffFactorRemoval(one.backend, { userId: one.id, by: one.by }), 'over'],
      [
        (one: Alice) => one.backend.store.db.updateTable('users').set({ credential_epoch: 5 }).execute(),
        'over',
      ],
    ] as const) {
      const one = await alice(await open())
      await one.ask()
      one.backend.clock += DAY * 1000
      await mailDueRemovals(one.backend)
      const token = await one.link()
      await change(one)
      assert.equal((await one.finish(token)).kind, kind)
    }
  })
})
