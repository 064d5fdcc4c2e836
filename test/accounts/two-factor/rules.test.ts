// Codes and recovery codes by the rules alone, on both databases: outside vectors, used once, sealed, and bound to their account.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { HOTP, Secret, TOTP } from 'otpauth'
import { findAccount } from '../../../src/accounts/account.ts'
import { addAccount } from '../../../src/accounts/signup/signup.ts'
import {
  acceptCode,
  beginAuthenticator,
  confirmAuthenticator,
  pendingAuthenticator,
} from '../../../src/accounts/two-factor/authenticator.ts'
import {
  makeRecoveryCodes,
  recoveryCodesLeft,
  useRecoveryCode,
} from '../../../src/accounts/two-factor/recovery-codes.ts'
import { resealAuthenticators } from '../../../src/accounts/two-factor/reseal.ts'
import { openAtRest, sealAtRest } from '../../../src/crypto/at-rest.ts'
import { keyRing } from '../../../src/crypto/keys.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { addUser } from '../activity/accounts.ts'
import { testBackend } from '../backend.ts'
import { codeOf } from './factors.ts'

const VECTORS = new URL('../../../../shared/vectors/otp-rfc4226-rfc6238.json', import.meta.url)

async function withAlice(store: Store) {
  const backend = testBackend(store)
  await addAccount(backend, {
    username: 'alice',
    email: 'alice@example.org',
    password: 'seven lanterns at the harbour',
  })
  const account = (await findAccount(store.db, 'alice'))!
  const { base32 } = await beginAuthenticator(backend, account)
  const { keys } = backend
  const confirm = (code: string) =>
    store.transaction((tx) =>
      confirmAuthenticator(tx, keys, { userId: account.id, code, now: backend.clock }),
    )
  const accept = (code: string, userId = account.id) =>
    store.transaction((tx) => acceptCode(tx, keys, { userId, code, now: backend.clock }))
  return { backend, account, base32, confirm, accept }
}

test('RFC 4226 appendix D and RFC 6238 appendix B', (t) => {
  if (!existsSync(VECTORS)) return t.skip('../shared/vectors is not here: the RFCs’ tables were left out')
  const { hotp, totp } = JSON.parse(readFileSync(VECTORS, 'utf8'))
  const secret = (key: string) => new Secret({ buffer: new TextEncoder().encode(key).buffer as ArrayBuffer })
  for (const [counter, code] of hotp.counters0to9.entries()) {
    assert.equal(new HOTP({ secret: secret(hotp.keyAscii), digits: 6 }).generate({ counter }), code)
  }
  for (const [time, ...codes] of totp.cases) {
    for (const [at, algorithm] of ['SHA1', 'SHA256', 'SHA512'].entries()) {
      const generator = new TOTP({
        secret: secret(totp.keys[algorithm.toLowerCase()]),
        digits: totp.digits,
        period: totp.step,
        algorithm,
      })
      assert.equal(generator.generate({ timestamp: time * 1000 }), codes[at], `${algorithm} at ${time}`)
    }
  }
})

test('codes agree with oathtool, an independent peer', (t) => {
  try {
    execFileSync('oathtool', ['--version'])
  } catch {
    return t.skip('oathtool is not installed (Debian: oathtool): the comparison with it was left out')
  }
  for (let round = 0; round < 20; round++) {
    const key = new Secret({ size: 20 }).base32
    const now = 1_700_000_000_000 + round * 86_400_000 * 37
    const peer = execFileSync('oathtool', ['--totp', '--base32', `--now=@${now / 1000}`, key]).toString()
    assert.equal(codeOf(key, now), peer.trim())
  }
})

eachDatabase('authenticator codes', (open) => {
  test('a key counts from its first code on, and that code is used up', async () => {
    const { backend, base32, confirm, accept } = await withAlice(await open())
    const code = codeOf(base32, backend.clock)
    assert.equal(await accept(code), false)
    assert.equal(await confirm('000000'), false)
    assert.equal(await confirm(code), true)
    assert.equal(await confirm(code), false)
    assert.equal(await accept(code), false)
    backend.clock += 30_000
    assert.equal(await accept(codeOf(base32, backend.clock)), true)
    assert.equal(await accept(codeOf(base32, backend.clock)), false)
    // A step before the latest one is over too, though within the drift.
    backend.clock += 30_000
    assert.equal(await accept(codeOf(base32, backend.clock - 30_000)), false)
  })

  test('V15.4.2 V6.5.1 of 50 parallel callers one is accepted, at the set-up and afterwards', async () => {
    const { backend, base32, confirm, accept } = await withAlice(await open())
    const code = codeOf(base32, backend.clock)
    const confirmed = await Promise.all(Array.from({ length: 50 }, () => confirm(code)))
    assert.equal(confirmed.filter(Boolean).length, 1)
    backend.clock += 30_000
    const next = codeOf(base32, backend.clock)
    const accepted = await Promise.all(Array.from({ length: 50 }, () => accept(next)))
    assert.equal(accepted.filter(Boolean).length, 1)
  })

  test('V13.3.1 the key is sealed for its row: neither readable nor good in another one', async () => {
    const { backend, account, base32, confirm, accept } = await withAlice(await open())
    const { db } = backend.store
    assert.equal((await pendingAuthenticator(backend, account))?.base32, base32)
    await confirm(codeOf(base32, backend.clock))
    await addAccount(backend, {
      username: 'mallory',
      email: 'm@example.org',
      password: 'seven lanterns at sea',
    })
    const mallory = (await findAccount(db, 'mallory'))!
    const [row] = await db.selectFrom('authenticators').selectAll().execute()
    assert.ok(row)
    const bytes = Buffer.from(Secret.fromBase32(base32).buffer)
    assert.ok(!row.secret.includes(base32) && !row.secret.includes(bytes.toString('hex')))
    assert.ok(!Buffer.from(row.secret.split('.')[2]!, 'base64url').includes(bytes))
    await db
      .insertInto('authenticators')
      .values({ ...row, user_id: mallory.id, last_step: 0 })
      .execute()
    backend.clock += 30_000
    assert.equal(await accept(codeOf(base32, backend.clock), mallory.id), false)
    assert.equal(await accept(codeOf(base32, backend.clock)), true)
  })

  test('V11.2.2 after a change of the secret keys are sealed anew, and outlive the old one', async () => {
    const { backend, account, base32, confirm } = await withAlice(await open())
    const { store, log } = backend
    await confirm(codeOf(base32, backend.clock))
    const [first, second] = ['an old secret of thirty-two bytes!', 'a new secret of thirty-two bytes!!']
    const [before, both, after] = [[first], [second, first], [second]].map(keyRing)
    const { place, key } = await takeKey(backend, account.id)
    await store.db
      .updateTable('authenticators')
      .set({ secret: sealAtRest(before!, place, key) })
      .execute()
    assert.equal(await resealAuthenticators({ store, keys: before!, log }), 0)
    assert.equal(await resealAuthenticators({ store, keys: both!, log }), 1)
    assert.equal(await resealAuthenticators({ store, keys: both!, log }), 0)
    backend.clock += 30_000
    const code = codeOf(base32, backend.clock)
    const accepted = await store.transaction((tx) =>
      acceptCode(tx, after!, { userId: account.id, code, now: backend.clock }),
    )
    assert.equal(accepted, true)
    assert.equal(await resealAuthenticators({ store, keys: before!, log }), 0)
    assert.deepEqual(backend.warnings.at(-1)?.fields, { lost: 1 })
  })

  test('none of many is passed over, wherever a batch ends', async () => {
    const { store, log, keys: older } = testBackend(await open())
    const newer = keyRing(['a new secret of thirty-two bytes!!'])
    for (const [states, from] of [
      [['active'], 0],
      [['pending', 'active'], 1],
    ] as const) {
      for (let account = from; account < 1 + from * 149; account++) {
        const user_id = `u${String(account).padStart(3, '0')}`
        await addUser(store, user_id)
        for (const state of states) {
          const place = { table: 'authenticators', column: 'secret', row: `${user_id} ${state}` }
          const secret = sealAtRest(older, place, Buffer.from(user_id))
          const row = { user_id, state, secret, last_step: 0, created_at: 1 }
          await store.db.insertInto('authenticators').values(row).execute()
        }
      }
    }
    const both = { purpose: (name: string) => [...newer.purpose(name), ...older.purpose(name)] }
    const keys = both as typeof older
    assert.equal(await resealAuthenticators({ store, keys, log }), 1 + 2 * 149)
    const rows = await store.db.selectFrom('authenticators').selectAll().execute()
    for (const { user_id, state, secret } of rows) {
      const place = { table: 'authenticators', column: 'secret', row: `${user_id} ${state}` }
      assert.equal(openAtRest(newer, place, secret)?.toString(), user_id)
    }
  })
})

eachDatabase('recovery codes', (open) => {
  test('V6.5.1 V6.5.3 ten of 80 random bits, each good once under 50 parallel callers', async () => {
    const { backend, account } = await withAlice(await open())
    const { store } = backend
    const now = backend.clock
    const codes = await store.transaction((tx) => makeRecoveryCodes(tx, account.id, now))
    assert.equal(new Set(codes).size, 10)
    for (const code of codes) assert.match(code, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/)
    const use = (code: string, userId = account.id) =>
      store.transaction((tx) => useRecoveryCode(tx, { userId, code, now }))
    const used = await Promise.all(Array.from({ length: 50 }, () => use(codes[0]!)))
    assert.equal(used.filter(Boolean).length, 1)
    assert.equal(await recoveryCodesLeft(store.db, account.id), 9)
    assert.equal(await use(codes[1]!, 'somebody else'), false)
    assert.equal(await use(codes[1]!.toLowerCase().replaceAll('-', '')), true)
    assert.equal(await use('AAAA-AAAA-AAAA-AAAA'), false)
    const next = await store.transaction((tx) => makeRecoveryCodes(tx, account.id, now))
    assert.equal(await use(codes[2]!), false)
    assert.equal(await use(next[0]!), true)
  })

  test('letters that people read as digits are taken for the letters', async () => {
    const { backend, account } = await withAlice(await open())
    const { store, clock: now } = backend
    let codes: string[] = []
    while (!codes.some((code) => /[OIB]/.test(code))) {
      codes = await store.transaction((tx) => makeRecoveryCodes(tx, account.id, now))
    }
    const code = codes.find((one) => /[OIB]/.test(one))!
    const misread = code.replaceAll('O', '0').replaceAll('I', '1').replaceAll('B', '8')
    assert.equal(
      await store.transaction((tx) => useRecoveryCode(tx, { userId: account.id, code: misread, now })),
      true,
    )
  })
})

async function takeKey(backend: ReturnType<typeof testBackend>, userId: string) {
  const place = { table: 'authenticators', column: 'secret', row: `${userId} active` }
  const row = await backend.store.db
    .selectFrom('authenticators')
    .select('secret')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return { place, key: openAtRest(backend.keys, place, row.secret)! }
}
