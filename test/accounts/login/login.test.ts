// Logging in: by name or address, at one cost and with one answer for everybody who may not.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { findAccount, setSuspended } from '../../../src/accounts/account.ts'
import { OPERATOR } from '../../../src/accounts/activity/activity.ts'
import type { Device } from '../../../src/accounts/login/device.ts'
import { logIn } from '../../../src/accounts/login/login.ts'
import { setPassword } from '../../../src/accounts/password/set-password.ts'
import { provePassword } from '../../../src/accounts/prove.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import type { SettingsInput } from '../../../src/config/settings.ts'
import { createHasher, type Hasher, HashingBusy } from '../../../src/crypto/password.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { assertSameCost, CHEAP, cheapHasher, OWNER, type TestBackend, testBackend } from '../backend.ts'

const PASSWORD = 'kleine rote Tasse'
const YEAR = 31_557_600_000 // milliseconds

async function withZoe(store: Store, given: { options?: SettingsInput; hasher?: Hasher } = {}) {
  const backend = testBackend(store, given)
  const made = await addAccount(backend, {
    username: 'Zo\u00eb',
    email: 'Zoe@Example.org',
    password: PASSWORD,
  })
  assert.ok(made.kind === 'created')
  const guess = (password: string, identifier = 'Zo\u00eb', device: Device | null = null) =>
    logIn(backend, { identifier, password, device, by: OWNER })
  return { backend, id: made.id, guess }
}

const storedHash = async (backend: TestBackend) =>
  (await findAccount(backend.store.db, 'Zo\u00eb'))!.passwordHash!

const storeHash = (backend: TestBackend, password_hash: string | null) =>
  backend.store.db.updateTable('users').set({ password_hash }).execute()

eachDatabase('logging in', (open) => {
  test('by name or address, in any case, width and composition', async () => {
    const { guess, id } = await withZoe(await open())
    for (const identifier of [
      'Zo\u00eb',
      'ZOE\u0308',
      ' zo\u00eb ',
      'ｚｏë',
      'zoe@example.org',
      'ZOE@EXAMPLE.ORG\n',
    ]) {
      const answer = await guess(PASSWORD, identifier)
      assert.ok(answer.kind === 'signed-in', identifier)
      assert.deepEqual([answer.account.id, answer.account.credentialEpoch], [id, 0])
    }
  })

  test('V6.3.8 unknown, wrong, suspended, without a password: one answer', async () => {
    const { backend, guess, id } = await withZoe(await open())
    const { db } = backend.store
    const answers = [
      await guess('wrong'),
      await guess(PASSWORD, 'nobody'),
      await guess(PASSWORD, 'nobody@x.test'),
    ]
    for (const odd of ['', '\0', '@', 'a b', '.*', "' or 1=1 --"]) answers.push(await guess(PASSWORD, odd))
    await setSuspended(db, id, true, backend.clock)
    answers.push(await guess(PASSWORD))
    await setSuspended(db, id, false, backend.clock)
    await storeHash(backend, null)
    answers.push(await guess(PASSWORD))
    answers.push(await guess(''))
    for (const answer of answers) assert.deepEqual(answer, { kind: 'refused' })
  })

  test('defect 28: a password set in one composition opens in another', async () => {
    const { backend, guess, id } = await withZoe(await open())
    await setPassword(
      backend,
      { id, username: 'Zoë', email: 'Zoe@example.org' },
      'caf\u00e9 am See',
      OPERATOR,
    )
    assert.equal((await guess('cafe\u0301 am See')).kind, 'signed-in')
  })

  test('V6.2.8 the password counts exactly as typed', async () => {
    const { guess } = await withZoe(await open(), { options: { throttle: { free: 50 } } })
    for (const other of [
      ` ${PASSWORD}`,
      `${PASSWORD} `,
      PASSWORD.toUpperCase(),
      PASSWORD.slice(0, -1),
      `${PASSWORD}\0`,
    ]) {
      assert.equal((await guess(other)).kind, 'refused', other)
    }
  })

  test('V6.2.10 ten years later the password is still good', async () => {
    const { backend, guess } = await withZoe(await open())
    backend.clock += 10 * YEAR
    assert.equal((await guess(PASSWORD)).kind, 'signed-in')
  })

  test('defect 14: after a change the old password is refused and the epoch is newer', async () => {
    const { backend, guess, id } = await withZoe(await open())
    await setPassword(
      backend,
      { id, username: 'Zoë', email: 'Zoe@example.org' },
      'kleine blaue Tasse',
      OPERATOR,
    )
    assert.deepEqual(await guess(PASSWORD), { kind: 'refused' })
    const answer = await guess('kleine blaue Tasse')
    assert.equal(answer.kind === 'signed-in' && answer.account.credentialEpoch, 1)
  })

  test('defect 25: a hash of an unknown kind is a refusal, and the operator reads of it', async () => {
    const { backend, guess, id } = await withZoe(await open())
    for (const hash of [
      'sha256$x$y',
      'scrypt:32767:8:1$x$y',
      '',
      '$argon2id$v=19$m=9999999,t=9,p=1$AAAAAAAAAAA$AAAA',
    ]) {
      await storeHash(backend, hash)
      backend.warnings.length = 0
      assert.deepEqual(await guess(PASSWORD), { kind: 'refused' }, hash)
      assert.deepEqual(
        backend.warnings.map(({ fields }) => fields),
        [{ user: id }],
      )
    }
  })

  test('defect 30: a password of a megabyte is refused without being hashed', async () => {
    const { guess } = await withZoe(await open())
    assert.deepEqual(await guess('x'.repeat(1e6)), { kind: 'refused' })
    assert.deepEqual(await guess('x'.repeat(257)), { kind: 'refused' })
  })

  test('V6.3.2 the names that are tried first open nothing', async () => {
    const backend = testBackend(await open())
    for (const name of ['admin', 'root', 'sa', 'test']) {
      assert.deepEqual(await logIn(backend, { identifier: name, password: name, device: null, by: OWNER }), {
        kind: 'refused',
      })
    }
  })
})

eachDatabase('hashing anew at sign-in', (open) => {
  const stronger = cheapHasher({ parameters: { memory: 128, iterations: 1, parallelism: 1 } })

  test('defect 26: raised parameters reach the row when its owner signs in, and nobody is signed out', async () => {
    const { backend } = await withZoe(await open())
    const raised = { ...backend, hasher: stronger }
    const attempt = (password: string) =>
      logIn(raised, { identifier: 'Zoë', password, device: null, by: OWNER })
    await attempt('wrong')
    assert.match(await storedHash(backend), /m=64,/)
    const answer = await attempt(PASSWORD)
    assert.equal(answer.kind === 'signed-in' && answer.account.credentialEpoch, 0)
    const renewed = await storedHash(backend)
    assert.match(renewed, /m=128,/)
    await attempt(PASSWORD)
    assert.equal(await storedHash(backend), renewed)
    assert.equal((await findAccount(backend.store.db, 'Zoë'))?.credentialEpoch, 0)
  })

  test('a pepper switched on reaches it too', async () => {
    const { backend } = await withZoe(await open())
    const peppered = { ...backend, hasher: cheapHasher({ pepper: [randomBytes(32)] }) }
    assert.equal(
      (await logIn(peppered, { identifier: 'Zoë', password: PASSWORD, device: null, by: OWNER })).kind,
      'signed-in',
    )
    assert.match(await storedHash(backend), /,keyid=/)
  })

  test('V15.4.2 a password changed meanwhile stays: the old hash is compared and swapped', async () => {
    const { backend } = await withZoe(await open())
    const changedMeanwhile = await backend.hasher.hash('kleine blaue Tasse')
    const slow: Hasher = {
      ...stronger,
      waiting: 0,
      async hash(password) {
        await storeHash(backend, changedMeanwhile)
        return stronger.hash(password)
      },
    }
    await logIn(
      { ...backend, hasher: slow },
      { identifier: 'Zoë', password: PASSWORD, device: null, by: OWNER },
    )
    assert.equal(await storedHash(backend), changedMeanwhile)
  })

  test('a full queue at that moment spoils no sign-in', async () => {
    const { backend } = await withZoe(await open())
    const busy: Hasher = { ...stronger, waiting: 0, hash: () => Promise.reject(new HashingBusy()) }
    const answer = await logIn(
      { ...backend, hasher: busy },
      { identifier: 'Zoë', password: PASSWORD, device: null, by: OWNER },
    )
    assert.equal(answer.kind, 'signed-in')
    assert.match(await storedHash(backend), /m=64,/)
  })
})

eachDatabase('guessing at one account', (open) => {
  test('V6.3.1 defect 12: 5 guesses, then waits; the right password counts as one when it comes too early', async () => {
    const { backend, guess } = await withZoe(await open())
    for (let wrong = 0; wrong < 5; wrong++) assert.deepEqual(await guess('wrong'), { kind: 'refused' })
    assert.deepEqual(await guess(PASSWORD), { kind: 'throttled', retryAfter: 2 })
    backend.clock += 2000
    assert.equal((await guess(PASSWORD)).kind, 'signed-in')
    // The success cleared the count.
    for (let wrong = 0; wrong < 5; wrong++) assert.deepEqual(await guess('wrong'), { kind: 'refused' })
    assert.equal((await guess('wrong')).kind, 'throttled')
  })

  test('V6.3.8 names without an account are throttled like any other', async () => {
    const { guess } = await withZoe(await open())
    for (const identifier of ['Zoë', 'nobody', 'zoe@example.org', 'nobody@x.test', 'n o b o d y', '']) {
      const answers = []
      for (let round = 0; round < 7; round++) answers.push(await guess('wrong', identifier))
      assert.deepEqual(answers.slice(0, 5), new Array(5).fill({ kind: 'refused' }), identifier)
      assert.deepEqual(answers.slice(5), new Array(2).fill({ kind: 'throttled', retryAfter: 2 }), identifier)
    }
  })

  test('spellings of one name share one count', async () => {
    const { guess } = await withZoe(await open())
    for (const name of ['zo\u00eb', 'ZO\u00cb', 'zoe\u0308', 'ｚｏë', ' Zoë']) await guess('wrong', name)
    assert.equal((await guess('wrong', 'Zo\u00eb')).kind, 'throttled')
  })

  test('V6.3.8 a wait at the name does not tell which address goes with it', async () => {
    const { guess } = await withZoe(await open())
    for (let wrong = 0; wrong < 6; wrong++) await guess('wrong')
    assert.deepEqual(await guess('wrong', 'zoe@example.org'), await guess('wrong', 'nobody@x.test'))
  })

  test('NIST 3.2.2: name, address, known devices and sessions together stop at 100 guesses', async () => {
    const { backend, id, guess } = await withZoe(await open())
    const ways = [
      () => guess('wrong'),
      () => guess('wrong', 'zoe@example.org'),
      () => guess('wrong', 'Zoë', { userId: id, since: 0 }),
      () => provePassword(backend, { userId: id, password: 'wrong', by: OWNER }),
    ]
    let looked = 0
    // As fast as the waits allow, until each way is paused for a day.
    for (const way of ways) {
      const start = backend.clock
      for (;;) {
        const answer = await way()
        if (answer.kind === 'refused') looked++
        else if (answer.kind === 'throttled' && answer.retryAfter <= 900)
          backend.clock += answer.retryAfter * 1000
        else break
      }
      backend.clock = start
    }
    assert.equal(looked, 100)
  })

  test('V15.4.2 V2.3.4 of 50 parallel wrong guesses no more than the free ones are looked at', async () => {
    let looked = 0
    const counting: Hasher = {
      ...cheapHasher(),
      verify: (stored, password) => {
        looked++
        return cheapHasher().verify(stored, password)
      },
    }
    const { guess } = await withZoe(await open(), { hasher: counting })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => guess(`wrong ${at}`)))
    assert.equal(answers.filter(({ kind }) => kind === 'refused').length, 5)
    assert.equal(answers.filter(({ kind }) => kind === 'throttled').length, 45)
    assert.equal(looked, 5)
  })

  test('V6.1.1 the owner gets in on a known device while strangers keep the account paused', async () => {
    const { backend, id, guess } = await withZoe(await open())
    for (let round = 0; round < 100; round++) {
      const answer = await guess('wrong')
      if (answer.kind === 'throttled') backend.clock += answer.retryAfter * 1000
    }
    // Strangers are quicker than the owner whenever a wait is over.
    await guess('wrong')
    assert.equal((await guess(PASSWORD)).kind, 'throttled')
    assert.equal((await guess(PASSWORD, 'Zoë', { userId: id, since: backend.clock })).kind, 'signed-in')
    // Which gives the strangers nothing back.
    assert.equal((await guess('wrong')).kind, 'throttled')
  })

  test('somebody else’s device token is worth nothing here', async () => {
    const { backend, guess } = await withZoe(await open())
    const other = await addAccount(backend, { username: 'mallory', email: 'm@x.test', password: PASSWORD })
    assert.ok(other.kind === 'created')
    for (let wrong = 0; wrong < 5; wrong++) await guess('wrong')
    for (const userId of [other.id, '', 'unknown']) {
      assert.equal((await guess(PASSWORD, 'Zoë', { userId, since: backend.clock })).kind, 'throttled')
    }
  })

  test('guesses from the owner’s devices are counted as well, and cleared by a success there', async () => {
    const { backend, id, guess } = await withZoe(await open())
    const device = { userId: id, since: 0 }
    for (let wrong = 0; wrong < 5; wrong++) await guess('wrong', 'Zoë', device)
    assert.equal((await guess(PASSWORD, 'zoe@example.org', device)).kind, 'throttled')
    backend.clock += 2000
    assert.equal((await guess(PASSWORD, 'Zoë', device)).kind, 'signed-in')
    assert.deepEqual(await guess('wrong', 'Zoë', device), { kind: 'refused' })
  })

  test('a guess that found the queue full is not counted', async () => {
    const store = await open()
    const full = createHasher({ parameters: CHEAP, concurrency: 1, queue: 1 })
    const { backend } = await withZoe(store)
    const attempts = Array.from({ length: 5 }, (_, at) =>
      logIn(
        { ...backend, hasher: full },
        { identifier: 'Zoë', password: `wrong ${at}`, device: null, by: OWNER },
      ),
    )
    const busy = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected').length
    const left = await store.db.selectFrom('throttle').select('failures').executeTakeFirstOrThrow()
    assert.equal(left.failures, 5 - busy)
  })
})

eachDatabase('the cost of logging in', (open) => {
  test('V6.3.8 defect 11: known, unknown and suspended accounts take the same time', async () => {
    const store = await open()
    const { password } = testBackend(store).settings
    const hasher = createHasher({ parameters: password, concurrency: 2, queue: 10 })
    const { backend, id } = await withZoe(store, { hasher })
    const wrong = (identifier: string) => async () => {
      backend.clock += 10 * YEAR // so that no wait is left
      assert.deepEqual(
        await logIn(backend, { identifier, password: 'wrong wrong', device: null, by: OWNER }),
        {
          kind: 'refused',
        },
      )
    }
    await assertSameCost(wrong('Zoë'), wrong('nobody'))
    await assertSameCost(wrong('zoe@example.org'), wrong('nobody@x.test'))
    await setSuspended(store.db, id, true, backend.clock)
    await assertSameCost(wrong('Zoë'), wrong('nobody'))
  })
})
