// Signing up: one account per name and address, one answer for known and unknown addresses, all or nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount } from '../../../src/accounts/account.ts'
import { verifyActivity } from '../../../src/accounts/activity/verify.ts'
import { addAccount, signUp } from '../../../src/accounts/signup/signup.ts'
import { createHasher, HashingBusy } from '../../../src/crypto/password.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { assertSameCost, OWNER, testBackend } from '../backend.ts'

const DAY = 86_400_000
const zoe = {
  username: 'Zoe',
  email: 'Zoe.Winter@Example.org',
  password: 'kleine rote Tasse',
  by: OWNER,
}

const mails = (store: Pick<Store, 'db'>) =>
  store.db
    .selectFrom('outbox')
    .select(['recipient', 'subject', 'text', 'html'])
    .orderBy('created_at')
    .execute()
/** As if every owner had used the link in the first mail. */
const confirmAll = (store: Pick<Store, 'db'>) =>
  store.db.updateTable('users').set({ email_verified_at: 1 }).execute()
const activity = (store: Pick<Store, 'db'>) =>
  store.db.selectFrom('activity').select(['user_id', 'seq', 'kind', 'actor', 'address']).execute()
const users = (store: Pick<Store, 'db'>) =>
  store.db.selectFrom('users').selectAll().orderBy('created_at').execute()

eachDatabase('signing up', (open) => {
  test('makes an account that can be found, and welcomes its owner', async () => {
    const backend = testBackend(await open())
    assert.deepEqual(await signUp(backend, zoe), { kind: 'signed-up' })
    const account = await findAccount(backend.store.db, 'zoe')
    assert.deepEqual(
      [account?.username, account?.email, account?.state],
      ['Zoe', 'Zoe.Winter@example.org', 'active'],
    )
    assert.equal(await backend.hasher.verify(account!.passwordHash, zoe.password), true)
    const [mail, ...more] = await mails(backend.store)
    assert.equal(more.length, 0)
    assert.equal(mail?.recipient, 'Zoe.Winter@example.org')
    assert.match(mail.subject, /Welcome/)
    assert.match(mail.text, /\/email\/verify\?token=[\w-]{43}\n/)
    assert.ok(!mail.text.includes(zoe.password))
    assert.deepEqual(await activity(backend.store), [
      { user_id: account!.id, seq: 1, kind: 'account-created', actor: 'owner', address: '192.0.2.1' },
    ])
    assert.equal((await verifyActivity(backend.store, backend.keys)).faultsInAll, 0)
  })

  test('V6.3.8 defect 10: a known address gets the same answer; nothing changes, and its owner gets a mail', async () => {
    const backend = testBackend(await open())
    const fresh = await signUp(backend, zoe)
    await confirmAll(backend.store)
    const before = await users(backend.store)
    const again = await signUp(backend, {
      username: 'somebody',
      email: 'ZOE.WINTER@example.org',
      password: 'another one entirely',
      by: OWNER,
    })
    assert.deepEqual(again, fresh)
    assert.deepEqual(await users(backend.store), before)
    const [, mail] = await mails(backend.store)
    // To the address on file, not to the spelling just typed; with the owner's name, not the stranger's.
    assert.equal(mail?.recipient, 'Zoe.Winter@example.org')
    assert.match(mail.text, /Zoe/)
    assert.match(mail.subject, /already have an account/)
    assert.ok(!`${mail.text}${mail.html}`.includes('somebody'))
    assert.doesNotMatch(mail.text, /token=/)
    assert.equal((await activity(backend.store)).length, 1)
  })

  test('an owner who has not confirmed the address gets a fresh link for that, and nothing else', async () => {
    const backend = testBackend(await open())
    const fresh = await signUp(backend, zoe)
    assert.deepEqual(await signUp(backend, { ...zoe, username: 'mallory' }), fresh)
    const letters = await mails(backend.store)
    assert.equal(letters.length, 2)
    const again = letters.find(({ subject }) => !/Welcome/.test(subject))
    assert.match(again!.text, /Hello Zoe,[\s\S]*\/email\/verify\?token=/)
    assert.ok(!`${again!.text}${again!.html}`.includes('mallory'))
    // Three an hour, the first one counted.
    for (let round = 0; round < 10; round++) await signUp(backend, { ...zoe, username: `other${round}` })
    assert.equal((await mails(backend.store)).length, 3)
    backend.clock += 3_600_000 - 1
    await signUp(backend, { ...zoe, username: 'other' })
    assert.equal((await mails(backend.store)).length, 3)
    backend.clock += 1
    await signUp(backend, { ...zoe, username: 'other' })
    assert.equal((await mails(backend.store)).length, 4)
  })

  test('nobody can fill a mailbox by signing up with its address', async () => {
    const backend = testBackend(await open())
    await signUp(backend, zoe)
    await confirmAll(backend.store)
    const attempt = (round: number) => signUp(backend, { ...zoe, username: `other${round}` })
    for (let round = 0; round < 10; round++) assert.equal((await attempt(round)).kind, 'signed-up')
    assert.equal((await mails(backend.store)).length, 1 + 3)
    backend.clock += DAY
    await attempt(10)
    assert.equal((await mails(backend.store)).length, 1 + 4)
  })

  test('defect 27 defect 28: a taken name is told in the same words for the name and for what looks like it', async () => {
    const backend = testBackend(await open())
    await signUp(backend, { ...zoe, username: 'Caf\u00e9ll' })
    const words = new Set<string | undefined>()
    for (const username of ['Café11', 'CAFE\u0301LL', 'ｃａｆéｌｌ', 'caféIl']) {
      const answer = await signUp(backend, { ...zoe, username, email: 'new@x.test' })
      assert.ok(answer.kind === 'invalid', username)
      assert.deepEqual(Object.keys(answer.problems), ['username'])
      words.add(answer.problems.username)
    }
    assert.equal(words.size, 1)
    assert.equal((await users(backend.store)).length, 1)
  })

  test('name and address of one account, or of two: only the name is told, and no mail goes out', async () => {
    const backend = testBackend(await open())
    await signUp(backend, zoe)
    await signUp(backend, { ...zoe, username: 'Yves', email: 'yves@x.test' })
    const own = await signUp(backend, zoe)
    const mixed = await signUp(backend, { ...zoe, username: 'Yves' })
    assert.deepEqual(own, mixed)
    assert.ok(own.kind === 'invalid' && Object.keys(own.problems).join() === 'username')
    assert.equal((await mails(backend.store)).length, 2)
  })

  test('V15.4.2 defect 31: of 50 parallel sign-ups with one name exactly one wins, and all others get the friendly answer', async () => {
    const backend = testBackend(await open())
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => signUp(backend, { ...zoe, email: `zoe${at}@x.test` })),
    )
    assert.equal(answers.filter(({ kind }) => kind === 'signed-up').length, 1)
    for (const answer of answers) {
      if (answer.kind === 'invalid') assert.match(answer.problems.username ?? '', /taken/)
    }
    assert.equal((await users(backend.store)).length, 1)
    assert.equal((await mails(backend.store)).length, 1)
  })

  test('V15.4.2 of 50 parallel sign-ups with one address one account comes, and every answer is the same', async () => {
    const backend = testBackend(await open())
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => signUp(backend, { ...zoe, username: `zoe-${at}-x` })),
    )
    assert.deepEqual(
      new Set(answers.map((answer) => JSON.stringify(answer))),
      new Set(['{"kind":"signed-up"}']),
    )
    assert.equal((await users(backend.store)).length, 1)
    assert.equal((await mails(backend.store)).length, 3)
    assert.equal((await activity(backend.store)).length, 1)
  })

  test('V2.3.3 an account without its mail never comes to be', async () => {
    const backend = testBackend(await open())
    await backend.store.db.schema.dropTable('outbox').execute()
    await assert.rejects(signUp(backend, zoe))
    assert.deepEqual(await users(backend.store), [])
    assert.deepEqual(await activity(backend.store), [])
    assert.deepEqual(backend.events, [])
  })

  test('hashing happens outside any transaction: a full queue writes nothing and holds nothing up', async () => {
    const store = await open()
    const hasher = createHasher({
      parameters: { memory: 64, iterations: 1, parallelism: 1 },
      concurrency: 1,
      queue: 1,
    })
    const backend = testBackend(store, { hasher })
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        signUp(backend, { ...zoe, username: `z-${at}-a`, email: `z${at}@x.test` }),
      ),
    )
    const busy = answers.filter((answer) => answer.status === 'rejected')
    assert.ok(busy.length >= 15)
    for (const { reason } of busy) assert.ok(reason instanceof HashingBusy)
    assert.equal((await users(store)).length, 20 - busy.length)
  })
})

eachDatabase('what sign-up refuses', (open) => {
  test('V2.2.1 all problems are told at once, and nothing is written', async () => {
    const backend = testBackend(await open())
    const answer = await signUp(backend, { username: 'a b', email: 'x', password: 'short', by: OWNER })
    assert.ok(answer.kind === 'invalid')
    assert.deepEqual(Object.keys(answer.problems).sort(), ['email', 'password', 'username'])
    assert.deepEqual(await users(backend.store), [])
    assert.deepEqual(await mails(backend.store), [])
  })

  test('defect 23 V6.2.11: the common, and what stands beside the password', async () => {
    const backend = testBackend(await open(), {
      options: { siteName: 'Harbour', origin: 'https://books.example' },
    })
    for (const password of [
      'password',
      '        ',
      'Zoe.Winter',
      'Zoe.Winter@Example.org',
      'harbour1',
      'books.example',
    ]) {
      const answer = await signUp(backend, { ...zoe, password })
      assert.ok(answer.kind === 'invalid' && Object.keys(answer.problems).join() === 'password', password)
    }
  })

  test('defect 29 defect 30 defect 34: megabytes, NUL, lone surrogates, markup', async () => {
    const backend = testBackend(await open())
    const odd = [
      'x'.repeat(1e6),
      'a\0bcdefgh',
      'abcdefgh\ud800',
      '<script>alert(1)</script>',
      '__proto__ ',
      '',
    ]
    for (const text of odd) {
      for (const field of ['username', 'email'] as const) {
        const answer = await signUp(backend, { ...zoe, [field]: text })
        assert.ok(
          answer.kind === 'invalid' && answer.problems[field] !== undefined,
          `${field} ${text.slice(0, 20)}`,
        )
      }
    }
    assert.equal((await signUp(backend, { ...zoe, password: 'x'.repeat(1e6) })).kind, 'invalid')
    assert.deepEqual(await users(backend.store), [])
    // NUL in a password is a character like any other.
    assert.deepEqual(await signUp(backend, { ...zoe, password: 'a\0bcdefgh' }), { kind: 'signed-up' })
  })

  test('V1.3.11 addresses that would reach somebody else', async () => {
    const backend = testBackend(await open())
    const payloads = ['a@x.test\r\nBcc: b@x.test', 'a@x.test,b@x.test', '"a\r\nb"@x.test', '<a@x.test>']
    for (const email of payloads) {
      const answer = await signUp(backend, { ...zoe, email })
      assert.ok(answer.kind === 'invalid' && answer.problems.email !== undefined, email)
    }
    assert.deepEqual(await mails(backend.store), [])
  })
})

eachDatabase('accounts made by an operator', (open) => {
  test('may have reserved names, tell of known addresses, and send no mail', async () => {
    const backend = testBackend(await open())
    assert.equal((await signUp(backend, { ...zoe, username: 'admin' })).kind, 'invalid')
    assert.equal((await addAccount(backend, { ...zoe, username: 'admin' })).kind, 'created')
    const sameAddress = await addAccount(backend, zoe)
    assert.ok(sameAddress.kind === 'invalid' && sameAddress.problems.email !== undefined)
    const sameName = await addAccount(backend, { ...zoe, username: 'ADMIN', email: 'b@x.test' })
    assert.ok(sameName.kind === 'invalid' && sameName.problems.username !== undefined)
    const weak = await addAccount(backend, { username: 'b c', email: 'b@x.test', password: 'password' })
    assert.ok(weak.kind === 'invalid')
    assert.deepEqual(Object.keys(weak.problems).sort(), ['password', 'username'])
    assert.deepEqual(await mails(backend.store), [])
    const [created, ...more] = await activity(backend.store)
    assert.deepEqual([created?.seq, created?.kind, created?.actor], [1, 'account-created', 'operator'])
    assert.deepEqual(more, [])
  })
})

eachDatabase('the cost of signing up', (open) => {
  test('V6.3.8 defect 10: known and unknown addresses take the same time', async () => {
    const store = await open()
    const { password } = testBackend(store).settings
    const hasher = createHasher({ parameters: password, concurrency: 2, queue: 10 })
    const backend = testBackend(store, { hasher })
    await addAccount(backend, zoe)
    await confirmAll(store)
    await assertSameCost(
      (round) => {
        // So that there is a mail each time.
        backend.clock += DAY
        return signUp(backend, { ...zoe, username: `known-${round}-x` })
      },
      (round) => signUp(backend, { ...zoe, username: `fresh-${round}-x`, email: `fresh${round}@x.test` }),
    )
  })
})
