// Undoing a change of the address, on both databases: the earlier address outranks the later, and everybody is out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peekUndoLink, undoChange } from '../../../src/accounts/email/undo.ts'
import { issueLink, peekLink } from '../../../src/accounts/link-token.ts'
import { signUp } from '../../../src/accounts/signup/signup.ts'
import { eachDatabase, fifty, HOUR, OWNER, PASSWORD, scene, tokensTo, tokenTo } from './scene.ts'

const WEEK = 7 * 24 * HOUR
const UNDO = '/email/undo'

eachDatabase('undoing a change of the address', (open) => {
  /** Somebody has changed Alice's address, once. */
  async function setUp() {
    const all = await scene(open)
    const { backend, store, changeTo } = all
    assert.equal((await changeTo('b@x.test')).kind, 'changed')
    const undoOf = (address: string) => tokenTo(store, address, UNDO)
    const undo = (token: string) => undoChange(backend, { token, by: OWNER })
    return { ...all, undoOf, undo, toA: await undoOf('alice@x.test') }
  }

  test('brings the address back, confirmed; sessions, password and outstanding links are gone', async () => {
    const { undo, toA, account, addSession, sessions, db, id, backend, links, kinds, store } = await setUp()
    const before = await account()
    await addSession('thief')
    await addSession('bobs', 'bob')
    const link = { userId: id, payload: {}, lifetime: 60, now: backend.clock }
    for (const purpose of ['reset', 'verify', 'email-change', 'disown', 'return'] as const)
      await issueLink(db, { ...link, purpose })
    assert.deepEqual(await peekUndoLink(backend, toA), { username: 'alice', email: 'alice@x.test' })
    assert.equal(await undo(toA), 'undone')
    assert.deepEqual(await account(), {
      ...before,
      email: 'alice@x.test',
      emailKey: 'alice@x.test',
      emailVerifiedAt: backend.clock,
      credentialEpoch: before.credentialEpoch + 1,
      passwordHash: null,
      devicesSince: backend.clock,
    })
    assert.deepEqual(await sessions(), ['bobs'])
    assert.equal(kinds().at(-1), 'email-change-undone')
    // One fresh link is left, mailed to the address that is back.
    assert.deepEqual(await links(), ['reset'])
    const reset = await tokenTo(store, 'alice@x.test', '/password/reset')
    const { payload } = (await peekLink<object>(db, 'reset', reset, backend.clock))!
    assert.deepEqual(payload, { credentialEpoch: before.credentialEpoch + 1, email: 'alice@x.test' })
    assert.equal(await undo(toA), 'link-invalid')
  })

  test('7 days: to the last millisecond, and not from the next on', async () => {
    const { undo, toA, backend, account } = await setUp()
    backend.clock += WEEK
    assert.equal(await peekUndoLink(backend, toA), undefined)
    assert.equal(await undo(toA), 'link-invalid')
    assert.equal((await account()).email, 'b@x.test')
    backend.clock -= 1
    assert.ok(await peekUndoLink(backend, toA))
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account()).email, 'alice@x.test')
  })

  test('works whatever happened since: password, epoch, suspension; a deletion is called off', async () => {
    const { undo, toA, update, account, kinds, mails } = await setUp()
    await update({ password_hash: 'x', credential_epoch: 77, deletes_at: 5 })
    assert.equal(await undo(toA), 'undone')
    const { email, deletesAt, credentialEpoch } = await account()
    assert.deepEqual([email, deletesAt, credentialEpoch], ['alice@x.test', null, 78])
    assert.deepEqual(kinds().slice(-2), ['email-change-undone', 'deletion-cancelled'])
    assert.equal((await mails()).length, 3)
  })

  test('a suspended account stays suspended, and gets no link', async () => {
    const { undo, toA, update, account, mails } = await setUp()
    await update({ state: 'suspended' })
    assert.equal(await undo(toA), 'undone')
    assert.deepEqual([(await account()).email, (await account()).state], ['alice@x.test', 'suspended'])
    assert.equal((await mails()).length, 2)
  })

  test('after two changes the first undo restores its own address, and the second is worthless', async () => {
    const { undo, undoOf, toA, changeTo, account, links } = await setUp()
    await changeTo('c@x.test')
    const toB = await undoOf('b@x.test')
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account()).email, 'alice@x.test')
    assert.equal(await undo(toB), 'link-invalid')
    assert.equal((await account()).email, 'alice@x.test')
    assert.deepEqual(await links(), ['reset'])
  })

  test('after two changes the second undo leaves the first one good', async () => {
    const { undo, undoOf, toA, changeTo, account } = await setUp()
    await changeTo('c@x.test')
    const toB = await undoOf('b@x.test')
    assert.equal(await undo(toB), 'undone')
    assert.equal((await account()).email, 'b@x.test')
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account()).email, 'alice@x.test')
  })

  test('the same in one and the same millisecond', async () => {
    const { undo, undoOf, toA, ask, confirm, store, account } = await setUp()
    await ask('c@x.test')
    await confirm(await tokenTo(store, 'c@x.test', '/email/change/confirm'))
    const toB = await undoOf('b@x.test')
    assert.equal(await undo(toB), 'undone')
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account()).email, 'alice@x.test')
  })

  test('V15.4.2 both undos at once, 50 uses: the earlier address stands in the end', async () => {
    const { undo, undoOf, toA, changeTo, account } = await setUp()
    await changeTo('c@x.test')
    const toB = await undoOf('b@x.test')
    const results = await fifty((at) => undo(at % 2 === 0 ? toB : toA))
    assert.equal(results.filter((one, at) => one === 'undone' && at % 2 === 1).length, 1)
    assert.equal((await account()).email, 'alice@x.test')
  })

  test('V15.4.2 an undo racing with a further change: the address is the old one, whatever came first', async () => {
    const { undo, toA, ask, confirm, store, account, backend } = await setUp()
    backend.clock += HOUR
    await ask('c@x.test')
    const toC = await tokenTo(store, 'c@x.test', '/email/change/confirm')
    const results = await Promise.all([confirm(toC), undo(toA), confirm(toC), undo(toA)])
    assert.ok(results.includes('undone'))
    assert.equal((await account()).email, 'alice@x.test')
    for (const token of await tokensTo(store, 'b@x.test', UNDO))
      assert.equal(await undo(token), 'link-invalid')
  })

  test('an account that took the address and never confirmed it gives way', async () => {
    const { undo, toA, backend, account, db, store, kinds } = await setUp()
    const squat = { username: 'mallory', email: 'ALICE@x.test', password: PASSWORD, by: OWNER }
    assert.equal((await signUp(backend, squat)).kind, 'signed-up')
    const mallory = await account('mallory')
    assert.equal(mallory.email, 'ALICE@x.test')
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account()).email, 'alice@x.test')
    const moved = await account('mallory')
    assert.equal(moved.id, mallory.id)
    assert.match(moved.email, /^nobody-[\w-]{22}@address\.invalid$/)
    assert.equal(moved.emailVerifiedAt, null)
    assert.equal(kinds().at(-1), 'email-changed of another')
    const last = await db.selectFrom('activity').selectAll().where('user_id', '=', mallory.id).execute()
    assert.deepEqual(
      last.map(({ kind, actor }) => [kind, actor]),
      [
        ['account-created', 'owner'],
        ['email-changed', 'system'],
      ],
    )
    // The link in mallory's first mail confirms nothing of Alice's.
    assert.equal((await tokensTo(store, 'ALICE@x.test', '/email/verify')).length, 1)
  })

  test('an account that has confirmed the address keeps it, and nothing is changed', async () => {
    const { undo, toA, account, update, addSession, sessions, kinds } = await setUp()
    const bob = (await account('bob')).id
    await update({ email: 'alice@x.test', email_key: 'alice@x.test' }, bob)
    await addSession('someone')
    const before = await account()
    const told = kinds().length
    assert.equal(await undo(toA), 'taken')
    assert.deepEqual(await account(), before)
    assert.deepEqual(await sessions(), ['someone'])
    assert.equal(kinds().length, told)
    // Nor is the link used up.
    await update({ email: 'bob@x.test', email_key: 'bob@x.test' }, bob)
    assert.equal(await undo(toA), 'undone')
  })

  test('V8.2.2 other accounts’ links are left alone', async () => {
    const { undo, toA, changeTo, account, undoOf } = await setUp()
    const bob = (await account('bob')).id
    await changeTo('bobs@x.test', bob)
    const toBob = await undoOf('bob@x.test')
    assert.equal(await undo(toA), 'undone')
    assert.equal((await account('bob')).email, 'bobs@x.test')
    assert.equal(await undo(toBob), 'undone')
    assert.equal((await account('bob')).email, 'bob@x.test')
    assert.equal((await account()).email, 'alice@x.test')
  })

  test('V2.3.3 an undo without its mail never comes to be', async () => {
    const { undo, toA, account, db } = await setUp()
    await db.schema.dropTable('outbox').execute()
    await assert.rejects(undo(toA))
    assert.equal((await account()).email, 'b@x.test')
    assert.notEqual((await account()).passwordHash, null)
  })
})
