// Asking for a new password, on both databases: who gets a link, how many, and what strangers can't do by it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askForReset } from '../../../src/accounts/password/forgot.ts'
import { queueResetLink } from '../../../src/accounts/password/reset-link.ts'
import { OWNER } from '../backend.ts'
import { eachDatabase, OLD, scene, tokensFor } from './scene.ts'

const HOUR = 3_600_000

async function asking(...parameters: Parameters<typeof scene>) {
  const set = await scene(...parameters)
  const ask = async (identifier: string) => {
    askForReset(set.backend, { identifier, by: OWNER })
    await set.backend.settled()
  }
  return { ...set, ask, count: async () => (await set.mails()).length }
}

eachDatabase('a forgotten password', (open) => {
  test('V6.5.3 a link of 256 random bits is mailed to the address of the account, by name or address', async () => {
    const { ask, mails, kinds, store, links } = await asking(open)
    for (const typed of ['alice', ' ALICE@example.ORG ']) await ask(typed)
    assert.deepEqual(
      (await mails()).map(({ recipient }) => recipient),
      ['Alice@example.org', 'Alice@example.org'],
    )
    const tokens = await tokensFor(store, '/password/reset')
    assert.equal(new Set(tokens).size, 2)
    assert.deepEqual(await links(), ['reset'], 'the newest alone')
    assert.deepEqual(kinds(), ['password-reset-asked', 'password-reset-asked'])
    const rows = JSON.stringify(await store.db.selectFrom('tokens').selectAll().execute())
    const told = JSON.stringify(await store.db.selectFrom('activity').selectAll().execute())
    for (const token of tokens) assert.ok(!rows.includes(token) && !told.includes(token))
  })

  test('V6.3.8 whether there is such an account is asked after the answer, for every name alike', async () => {
    const { backend, count, db } = await asking(open)
    const left: (() => Promise<unknown>)[] = []
    const asked = { ...backend, later: (work: () => Promise<unknown>) => void left.push(work) }
    for (const identifier of ['alice', 'nobody']) askForReset(asked, { identifier, by: OWNER })
    assert.equal(left.length, 2)
    await db.selectFrom('users').selectAll().execute()
    assert.equal(await count(), 0)
    for (const work of left) await work()
    assert.equal(await count(), 1)
  })

  test('nothing of the account changes, and nobody is signed out', async () => {
    const { ask, account, addSession, sessions, opens } = await asking(open)
    const before = await account()
    await addSession('a')
    for (let times = 0; times < 5; times++) await ask('alice')
    assert.deepEqual(await account(), before)
    assert.deepEqual(await sessions(), ['a'])
    assert.equal(await opens(OLD), true)
  })

  test('unknown, odd and enormous names lead to nothing', async () => {
    const { ask, count, links } = await asking(open)
    const odd = ['nobody', 'nobody@example.org', '', '@', "' or 1=1 --", '%', 'a\u202e', '名'.repeat(2000)]
    for (const identifier of odd) await ask(identifier)
    assert.equal(await count(), 0)
    assert.deepEqual(await links(), [])
  })

  test('the suspended and the leaving get none', async () => {
    const { ask, change, count, kinds } = await asking(open)
    await change({ state: 'suspended' })
    await ask('alice')
    await change({ state: 'active', deletes_at: 9e14 })
    await ask('alice')
    assert.equal(await count(), 0)
    assert.deepEqual(kinds(), [])
    await change({ deletes_at: null })
    await ask('alice')
    assert.equal(await count(), 1)
  })

  test('an unconfirmed address gets one: whoever follows it confirms it', async () => {
    const { ask, change, count } = await asking(open)
    await change({ email_verified_at: null })
    await ask('alice')
    assert.equal(await count(), 1)
  })

  test('V2.4.1 three mails an hour at most, to the millisecond; each account has its own', async () => {
    const { ask, count, backend } = await asking(open)
    for (let times = 0; times < 5; times++) await ask('alice')
    assert.equal(await count(), 3)
    await ask('bob')
    assert.equal(await count(), 4)
    backend.clock += HOUR - 1
    await ask('alice')
    assert.equal(await count(), 4)
    backend.clock += 1
    await ask('alice')
    assert.equal(await count(), 5)
  })

  test('V15.4.2 of 50 that ask at once, three get a mail, and one link works', async () => {
    const { backend, store, account, count, links } = await asking(open)
    const alice = await account()
    const queued = await Promise.all(
      Array.from({ length: 50 }, () => store.transaction((tx) => queueResetLink(backend, tx, alice))),
    )
    assert.equal(queued.filter(Boolean).length, 3)
    assert.equal(await count(), 3)
    assert.deepEqual(await links(), ['reset'])
  })

  test('after “it was not me” a link comes whatever was asked before: nobody uses up the owner’s way back', async () => {
    const { ask, account, backend, store, mails } = await asking(open)
    for (let times = 0; times < 3; times++) await ask('alice')
    const alice = await account()
    const queue = (because: 'asked' | 'disowned') =>
      store.transaction((tx) => queueResetLink(backend, tx, alice, because))
    assert.equal(await queue('asked'), false)
    assert.equal(await queue('disowned'), true)
    assert.equal((await mails()).length, 4)
    assert.match((await mails()).map(({ text }) => text).join(''), /the old password opens nothing any more/)
  })
})
