// Changing the address, on both databases: nothing before the new one is confirmed, and never the wrong one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askForChange } from '../../../src/accounts/email/change.ts'
import { peekChangeLink } from '../../../src/accounts/email/confirm-change.ts'
import { issueLink } from '../../../src/accounts/link-token.ts'
import { eachDatabase, fifty, HOUR, OWNER, scene, tokensTo, tokenTo } from './scene.ts'

const DAY = 24 * HOUR
const CONFIRM = '/email/change/confirm'

eachDatabase('asking for another address', (open) => {
  test('mails it a link, and changes nothing before', async () => {
    const { ask, account, store, kinds, mails, backend } = await scene(open)
    const before = await account()
    assert.deepEqual(await ask(' New@X.test '), { kind: 'asked' })
    assert.deepEqual(await account(), before)
    const [mail, ...more] = await mails()
    assert.deepEqual([mail!.recipient, more.length], ['New@x.test', 0])
    const token = await tokenTo(store, 'New@x.test', CONFIRM)
    assert.deepEqual(await peekChangeLink(backend, token), { username: 'alice', newEmail: 'New@x.test' })
    assert.deepEqual(kinds(), ['email-change-asked'])
  })

  test('V6.3.8 a taken address is answered alike; its owner hears of it, without a name or a link', async () => {
    const { ask, mails, links, kinds, update, account, backend } = await scene(open)
    const free = await ask('new@x.test')
    const taken = await ask('BOB@x.test')
    assert.deepEqual(taken, free)
    const toBob = (await mails()).filter(({ recipient }) => recipient === 'bob@x.test')
    assert.equal(toBob.length, 1)
    assert.doesNotMatch(`${toBob[0]!.text}${toBob[0]!.html}`, /alice|https?:/)
    // The link to the free address is dead by then, as it would be if the second had been free too.
    assert.deepEqual(await links(), [])
    assert.deepEqual(kinds(), ['email-change-asked', 'email-change-asked'])
    // To one who has not confirmed the address nothing goes.
    await update({ email_verified_at: null }, (await account('bob')).id)
    backend.clock += DAY
    assert.deepEqual(await ask('bob@x.test'), free)
    assert.equal((await mails()).length, 2)
  })

  test('V6.3.8 what depends on the address waits until after the answer; an earlier link is dead at once', async () => {
    const { ask, confirm, store, id, backend, mails } = await scene(open)
    await ask('new@x.test')
    const earlier = await tokenTo(store, 'new@x.test', CONFIRM)
    const waiting: unknown[] = []
    const slow = { ...backend, later: (work: unknown) => void waiting.push(work) }
    for (const email of ['bob@x.test', 'free@x.test']) {
      assert.deepEqual(await askForChange(slow, { userId: id, email, by: OWNER }), { kind: 'asked' })
      assert.deepEqual(await confirm(earlier), { kind: 'link-invalid' })
    }
    assert.equal(waiting.length, 2)
    assert.equal((await mails()).length, 1)
  })

  test('V2.4.1 three an hour for an account, and three to an address whoever asks', async () => {
    const { ask, account, mails, backend, store } = await scene(open)
    const answers = []
    for (const name of ['a', 'b', 'c', 'd']) answers.push((await ask(`${name}@new.test`)).kind)
    assert.deepEqual(answers, ['asked', 'asked', 'asked', 'enough'])
    backend.clock += HOUR - 1
    assert.equal((await ask('e@new.test')).kind, 'enough')
    backend.clock += 1
    const bob = (await account('bob')).id
    for (const who of [undefined, bob, undefined, bob])
      assert.equal((await ask('z@new.test', who)).kind, 'asked')
    assert.equal((await tokensTo(store, 'z@new.test', CONFIRM)).length, 3)
    assert.equal((await mails()).length, 6)
    const counters = await backend.store.db.selectFrom('counters').selectAll().execute()
    assert.ok(!JSON.stringify(counters).includes('new.test'))
  })

  test('the taken are told of three a day', async () => {
    const { ask, mails, backend } = await scene(open)
    for (let hour = 0; hour < 6; hour++) {
      await ask('bob@x.test')
      backend.clock += HOUR
    }
    assert.equal((await mails()).length, 3)
  })

  test('V1.3.11 V2.2.1 what is no single address is refused, and one’s own', async () => {
    const { ask, mails, kinds } = await scene(open)
    for (const email of [
      '',
      'x',
      'a@x.test\r\nBcc: b@x.test',
      'a@x.test,b@x.test',
      'a@x.test;b@x.test',
      '<a@x.test>',
      'A <a@x.test>',
      '"a b"@x.test',
      'a\0@x.test',
      'a\u202e@x.test',
      'a\u3164@x.test',
      'a@x.test\ud800',
      `${'x'.repeat(1e6)}@x.test`,
      'alice@x.test',
      'alice@X.TEST',
    ]) {
      const asked = await ask(email)
      assert.equal(asked.kind, 'invalid', email.slice(0, 30))
    }
    assert.deepEqual(await mails(), [])
    assert.deepEqual(kinds(), [])
  })

  test('addresses of all scripts, and another spelling of one’s own', async () => {
    const { ask, confirm, store, account, backend } = await scene(open)
    for (const [typed, stored] of [
      ['Alice@x.test', 'Alice@x.test'],
      ['почта@x.test', 'почта@x.test'],
      ['用户@例子.测试', '用户@xn--fsqu00a.xn--0zwm56d'],
      ['a+b@x.test', 'a+b@x.test'],
    ] as const) {
      backend.clock += HOUR
      assert.equal((await ask(typed)).kind, 'asked', typed)
      assert.equal((await confirm(await tokenTo(store, stored, CONFIRM))).kind, 'changed', typed)
      assert.equal((await account()).email, stored)
    }
  })
})

eachDatabase('changing the address', (open) => {
  test('V6.3.7 V7.4.3 swaps it: confirmed, sessions end but one, links end, the old address is told', async () => {
    const { ask, confirm, account, store, db, id, addSession, sessions, kinds, links, backend } =
      await scene(open)
    const before = await account()
    for (const session of ['mine', 'other']) await addSession(session)
    await addSession('bobs', 'bob')
    await ask('new@x.test')
    const token = await tokenTo(store, 'new@x.test', CONFIRM)
    const link = { userId: id, payload: {}, lifetime: 60, now: backend.clock }
    for (const purpose of ['reset', 'verify'] as const) await issueLink(db, { ...link, purpose })
    const changed = await confirm(token, 'mine')
    assert.deepEqual(changed, {
      kind: 'changed',
      userId: id,
      credentialEpoch: before.credentialEpoch + 1,
    })
    assert.deepEqual(await account(), {
      ...before,
      email: 'new@x.test',
      emailKey: 'new@x.test',
      emailVerifiedAt: backend.clock,
      credentialEpoch: before.credentialEpoch + 1,
    })
    assert.deepEqual(await sessions(), ['bobs', 'mine'])
    assert.deepEqual(await links(), ['email-undo'])
    assert.deepEqual(kinds(), ['email-change-asked', 'email-changed'])
    const mail = (await backend.store.db.selectFrom('outbox').selectAll().execute()).find(
      ({ recipient }) => recipient === 'alice@x.test',
    )
    assert.match(mail!.text, /has another e-mail address now[\s\S]*192\.0\.2\.1[\s\S]*\/email\/undo\?token=/)
    assert.ok(!`${mail!.text}${mail!.html}`.includes('new@x.test'))
    // Used once.
    assert.deepEqual(await confirm(token), { kind: 'link-invalid' })
  })

  test('an address that nobody had confirmed gets neither notice nor a way back', async () => {
    const { changeTo, update, mails, links, account } = await scene(open)
    await update({ email_verified_at: null })
    assert.equal((await changeTo('new@x.test')).kind, 'changed')
    assert.deepEqual(
      (await mails()).map(({ recipient }) => recipient),
      ['new@x.test'],
    )
    assert.deepEqual(await links(), [])
    assert.notEqual((await account()).emailVerifiedAt, null)
  })

  test('24 hours: to the last millisecond, and not from the next on', async () => {
    const { ask, confirm, store, backend, account } = await scene(open)
    await ask('new@x.test')
    const token = await tokenTo(store, 'new@x.test', CONFIRM)
    backend.clock += DAY
    assert.equal(await peekChangeLink(backend, token), undefined)
    assert.equal((await confirm(token)).kind, 'link-invalid')
    backend.clock -= 1
    assert.ok(await peekChangeLink(backend, token))
    assert.equal((await confirm(token)).kind, 'changed')
    assert.equal((await account()).email, 'new@x.test')
  })

  test('V6.6.2 any change of the account in between makes the link worthless', async () => {
    for (const columns of [
      { email: 'third@x.test', email_key: 'third@x.test' },
      { email: 'ALICE@x.test' },
      { credential_epoch: 1 },
      { state: 'suspended' as const },
      { deletes_at: 5 },
    ]) {
      const { ask, confirm, store, update, account, kinds, backend, mails } = await scene(open)
      await ask('new@x.test')
      const token = await tokenTo(store, 'new@x.test', CONFIRM)
      await update(columns)
      const before = await account()
      assert.equal(await peekChangeLink(backend, token), undefined)
      assert.equal((await confirm(token)).kind, 'link-invalid', JSON.stringify(columns))
      assert.deepEqual(await account(), before)
      assert.deepEqual(kinds(), ['email-change-asked'])
      assert.equal((await mails()).length, 1)
    }
  })

  test('only the newest link works', async () => {
    const { ask, confirm, store, account } = await scene(open)
    await ask('first@x.test')
    await ask('second@x.test')
    const first = await tokenTo(store, 'first@x.test', CONFIRM)
    const second = await tokenTo(store, 'second@x.test', CONFIRM)
    assert.equal((await confirm(first)).kind, 'link-invalid')
    assert.equal((await account()).email, 'alice@x.test')
    assert.equal((await confirm(second)).kind, 'changed')
    assert.equal((await account()).email, 'second@x.test')
  })

  test('taken since: nothing is changed, and the link works once the address is free', async () => {
    const { ask, confirm, store, update, account, kinds, sessions, addSession } = await scene(open)
    await addSession('mine')
    await ask('new@x.test')
    const token = await tokenTo(store, 'new@x.test', CONFIRM)
    const bob = (await account('bob')).id
    await update({ email: 'new@x.test', email_key: 'new@x.test' }, bob)
    assert.deepEqual(await confirm(token), { kind: 'taken' })
    assert.equal((await account()).email, 'alice@x.test')
    assert.deepEqual(kinds(), ['email-change-asked'])
    assert.deepEqual(await sessions(), ['mine'])
    await update({ email: 'bob@x.test', email_key: 'bob@x.test' }, bob)
    assert.equal((await confirm(token)).kind, 'changed')
  })

  test('V15.4.2 of 50 uses at once one changes it', async () => {
    const { ask, confirm, store, kinds, account, mails } = await scene(open)
    await ask('new@x.test')
    const token = await tokenTo(store, 'new@x.test', CONFIRM)
    const results = await fifty(() => confirm(token))
    assert.equal(results.filter(({ kind }) => kind === 'changed').length, 1)
    assert.deepEqual(kinds(), ['email-change-asked', 'email-changed'])
    assert.equal((await account()).credentialEpoch, 1)
    assert.equal((await mails()).length, 2)
  })

  test('V15.4.2 two changes racing, 50 parallel uses: the newest asked for counts, and no other', async () => {
    const { ask, confirm, store, account } = await scene(open)
    await ask('first@x.test')
    const first = await tokenTo(store, 'first@x.test', CONFIRM)
    const [results] = await Promise.all([
      fifty((at) => confirm(at % 2 === 0 ? first : 'x'.repeat(43))),
      ask('second@x.test'),
    ])
    const second = (await tokensTo(store, 'second@x.test', CONFIRM)).at(-1)
    const wins = results.filter(({ kind }) => kind === 'changed').length
    const { email } = await account()
    // Either the first was quick enough, and the second is worthless for it, or it was replaced in time.
    assert.equal(email, wins === 1 ? 'first@x.test' : 'alice@x.test')
    // The second link, if there is one, goes from the address that the account had when it was asked for.
    const last = second === undefined ? 'link-invalid' : (await confirm(second)).kind
    if (wins === 0) assert.equal(last, 'changed')
    assert.equal((await account()).email, last === 'changed' ? 'second@x.test' : email)
  })

  test('V15.4.2 50 accounts racing for one address: one gets it', async () => {
    const { ask, confirm, account, store, db } = await scene(open)
    await ask('new@x.test')
    await ask('new@x.test', (await account('bob')).id)
    const tokens = await tokensTo(store, 'new@x.test', CONFIRM)
    assert.equal(tokens.length, 2)
    const results = await fifty((at) => confirm(tokens[at % 2]!))
    assert.equal(results.filter(({ kind }) => kind === 'changed').length, 1)
    const holders = await db.selectFrom('users').select('id').where('email_key', '=', 'new@x.test').execute()
    assert.equal(holders.length, 1)
  })

  test('V2.3.3 a change without its notice never comes to be', async () => {
    const { ask, confirm, account, store, db, links } = await scene(open)
    await ask('new@x.test')
    const token = await tokenTo(store, 'new@x.test', CONFIRM)
    await db.schema.dropTable('outbox').execute()
    await assert.rejects(confirm(token))
    assert.equal((await account()).email, 'alice@x.test')
    assert.deepEqual(await links(), ['email-change'])
  })
})
