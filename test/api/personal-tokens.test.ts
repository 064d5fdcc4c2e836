// Personal access tokens: their form, what they open, how they end, and that nothing but their hash is kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { endAllSessions, setSuspended } from '../../src/accounts/account.ts'
import { setPassword } from '../../src/accounts/password/set-password.ts'
import { verifyAccessToken } from '../../src/api/access-token.ts'
import {
  findPersonalToken,
  listPersonalTokens,
  MAX_PERSONAL_TOKENS,
  makePersonalToken,
  revokePersonalToken,
  type TokenToMake,
} from '../../src/api/personal-tokens.ts'
import { isStillGood } from '../../src/api/still-good.ts'
import { OWNER } from '../accounts/backend.ts'
import { eachDatabase } from '../store/databases.ts'
import { type Alice, addPerson, outbox, withAlice } from './people.ts'

const DAY = 86_400 // seconds

async function make({ backend, account }: Alice, more: Partial<TokenToMake> = {}) {
  const asked = { account: await account(), name: 'backup', scopes: ['read'], lifetime: 30 * DAY, by: OWNER }
  const made = await makePersonalToken(backend, { ...asked, ...more })
  assert.ok(made.kind === 'made', made.kind)
  return made
}

/** The checksum as somebody who reads the documentation would compute it. */
function checksum(body: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const places = [0, 1, 2, 3, 4, 5].map((place) => digits[Math.floor(crc32(body) / 62 ** place) % 62])
  return places.toReversed().join('')
}

eachDatabase('personal access tokens', (open) => {
  test('the form that a scanner spots, with a checksum that it can verify', async () => {
    const { id, token } = await make(await withAlice(await open()))
    assert.match(token, /^pcl_[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}_[0-9A-Za-z]{6}$/)
    const [, body = '', check] = /^pcl_(.*)_(.{6})$/.exec(token) ?? []
    assert.equal(check, checksum(body))
    assert.ok(body.startsWith(`${id}.`))
  })

  test('who it speaks for, and what it may', async () => {
    const alice = await withAlice(await open())
    const { backend, account } = alice
    const { id, token, expiresAt } = await make(alice, { scopes: ['write', 'read', 'read'] })
    assert.equal(expiresAt, backend.clock + 30 * DAY * 1000)
    const principal = (await findPersonalToken(backend, token))!
    assert.deepEqual(principal, {
      kind: 'personal',
      user: { id: (await account()).id, username: 'alice', roles: [] },
      id,
      scopes: ['read', 'write'],
      assurance: [],
      provenAt: 0,
    })
    assert.equal(await isStillGood(backend, principal), true)
    assert.equal(await verifyAccessToken(backend, token), undefined, 'it is no access token')
  })

  test('its secret is kept as a hash alone, and stands in no mail and no activity', async () => {
    const store = await open()
    const alice = await withAlice(store)
    const { token } = await make(alice)
    const secret = token.split('.')[1]!.slice(0, 43)
    const rows = await store.db.selectFrom('personal_tokens').selectAll().execute()
    const everything = JSON.stringify([rows, alice.backend.events, await outbox(store)])
    assert.ok(!everything.includes(secret))
  })

  test('every character counts, and a slip costs no look-up', async () => {
    const alice = await withAlice(await open())
    const { token } = await make(alice)
    const { backend } = alice
    let looks = 0
    const counted = {
      ...backend,
      store: new Proxy(backend.store, {
        get(store, name) {
          looks++
          return Reflect.get(store, name)
        },
      }),
    }
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      assert.equal(await findPersonalToken(counted, changed), undefined, String(at))
    }
    for (const other of [
      '',
      'pcl_',
      token.slice(4),
      `${token}A`,
      ` ${token}`,
      token.toLowerCase(),
      'pcl_'.repeat(9999),
    ])
      assert.equal(await findPersonalToken(counted, other), undefined)
    assert.equal(looks, 0)
    assert.ok(await findPersonalToken(backend, token))
  })

  test('a right checksum over a wrong secret, or another token’s id, opens nothing', async () => {
    const alice = await withAlice(await open())
    const [one, other] = [await make(alice), await make(alice)]
    const secretOf = (token: string) => token.slice(4).slice(23, 23 + 43)
    const written = (id: string, secret: string) => `pcl_${id}.${secret}_${checksum(`${id}.${secret}`)}`
    assert.ok(await findPersonalToken(alice.backend, written(one.id, secretOf(one.token))))
    assert.equal(await findPersonalToken(alice.backend, written(one.id, secretOf(other.token))), undefined)
    assert.equal(await findPersonalToken(alice.backend, written(one.id, 'A'.repeat(43))), undefined)
    assert.equal(
      await findPersonalToken(alice.backend, written('A'.repeat(22), secretOf(one.token))),
      undefined,
    )
  })

  test('its life, to the millisecond', async () => {
    const alice = await withAlice(await open())
    const { backend } = alice
    const { token, expiresAt, id } = await make(alice, { lifetime: 60 })
    const principal = (await findPersonalToken(backend, token))!
    backend.clock = expiresAt - 1
    assert.ok(await findPersonalToken(backend, token))
    assert.equal(await isStillGood(backend, principal), true)
    backend.clock = expiresAt
    assert.equal(await findPersonalToken(backend, token), undefined)
    assert.equal(await isStillGood(backend, principal), false)
    assert.deepEqual(await listPersonalTokens(backend, principal.user.id), [])
    assert.equal(
      await revokePersonalToken(backend, { userId: principal.user.id, id, by: OWNER }),
      'not-there',
    )
  })

  test('what cannot be made: no name, odd names, unknown scopes, `account`, no end, too late an end', async () => {
    const { backend, account } = await withAlice(await open(), { api: { personalTokenLifetime: '30d' } })
    const alice = await account()
    const asked = { account: alice, name: 'backup', scopes: ['read'], lifetime: DAY, by: OWNER }
    const wrong: [Partial<TokenToMake>, 'name' | 'scopes' | 'lifetime'][] = [
      [{ name: '' }, 'name'],
      [{ name: ' \t' }, 'name'],
      [{ name: 'a\nb' }, 'name'],
      [{ name: 'a\0b' }, 'name'],
      [{ name: 'a\u202eb' }, 'name'],
      [{ name: '\ud800' }, 'name'],
      [{ name: 'é'.repeat(65) }, 'name'],
      [{ scopes: [] }, 'scopes'],
      [{ scopes: ['read', 'account'] }, 'scopes'],
      [{ scopes: ['READ'] }, 'scopes'],
      [{ scopes: ['__proto__'] }, 'scopes'],
      [{ lifetime: 0 }, 'lifetime'],
      [{ lifetime: -1 }, 'lifetime'],
      [{ lifetime: 1.5 }, 'lifetime'],
      [{ lifetime: Number.NaN }, 'lifetime'],
      [{ lifetime: Number.POSITIVE_INFINITY }, 'lifetime'],
      [{ lifetime: 30 * DAY + 1 }, 'lifetime'],
    ]
    for (const [more, problem] of wrong)
      assert.deepEqual(
        await makePersonalToken(backend, { ...asked, ...more }),
        { kind: 'invalid', problem },
        JSON.stringify(more),
      )
    for (const more of [{ name: '🦉'.repeat(64) }, { lifetime: 30 * DAY }, { name: ' two words ' }])
      assert.equal((await makePersonalToken(backend, { ...asked, ...more })).kind, 'made')
    assert.ok((await listPersonalTokens(backend, alice.id)).some(({ name }) => name === 'two words'))
  })

  test('V15.4.2 no more than fifty, however many are asked for at once', async () => {
    const { backend, account } = await withAlice(await open())
    const asked = { account: await account(), name: 'many', scopes: ['read'], lifetime: DAY, by: OWNER }
    const made = await Promise.all(
      Array.from({ length: MAX_PERSONAL_TOKENS + 5 }, () => makePersonalToken(backend, asked)),
    )
    assert.equal(made.filter(({ kind }) => kind === 'made').length, MAX_PERSONAL_TOKENS)
    assert.equal(made.filter(({ kind }) => kind === 'too-many').length, 5)
    backend.clock += DAY * 1000
    assert.equal((await makePersonalToken(backend, asked)).kind, 'made', 'those that have ended make room')
  })

  test('V7.4.2 new credentials, suspension and leaving end it; and it is not made for an account that has changed', async () => {
    const alice = await withAlice(await open())
    const { backend, account } = alice
    const { db } = backend.store
    const before = await account()
    const asked = { account: before, name: 'late', scopes: ['read'], lifetime: DAY, by: OWNER }

    const one = await make(alice)
    await setPassword(backend, before, 'another long walk by the sea', OWNER)
    assert.equal(await findPersonalToken(backend, one.token), undefined)
    assert.equal((await makePersonalToken(backend, asked)).kind, 'refused')

    const two = await make(alice)
    await backend.store.transaction((tx) => endAllSessions(tx, before.id, backend.clock))
    assert.equal(await findPersonalToken(backend, two.token), undefined)

    const three = await make(alice)
    await setSuspended(db, before.id, true, backend.clock)
    assert.equal(await findPersonalToken(backend, three.token), undefined)
    await setSuspended(db, before.id, false, backend.clock)
    assert.equal(await findPersonalToken(backend, three.token), undefined)

    const four = await make(alice)
    await db.updateTable('users').set({ deletes_at: 1 }).execute()
    assert.equal(await findPersonalToken(backend, four.token), undefined)
    assert.equal((await makePersonalToken(backend, { ...asked, account: await account() })).kind, 'refused')
    await db.deleteFrom('users').execute()
    assert.equal((await db.selectFrom('personal_tokens').select('id').execute()).length, 0)
  })

  test('listed newest first with their last use, revoked by their owner alone', async () => {
    const alice = await withAlice(await open())
    const { backend, account, activity } = alice
    const { id: userId } = await account()
    const mallory = await addPerson(backend, 'mallory')
    const createdAt = backend.clock
    const old = await make(alice, { name: 'old' })
    backend.clock += 1000
    const young = await make(alice, { name: 'young' })
    await findPersonalToken(backend, old.token)
    const usedAt = backend.clock
    backend.clock += 59_999
    await findPersonalToken(backend, old.token)
    const listed = await listPersonalTokens(backend, userId)
    assert.deepEqual(
      listed.map(({ name, lastUsedAt }) => [name, lastUsedAt]),
      [
        ['young', null],
        ['old', usedAt],
      ],
    )
    assert.deepEqual(listed[1], {
      id: old.id,
      name: 'old',
      scopes: ['read'],
      createdAt,
      expiresAt: old.expiresAt,
      lastUsedAt: usedAt,
    })
    backend.clock += 1
    await findPersonalToken(backend, old.token)
    assert.equal((await listPersonalTokens(backend, userId))[1]!.lastUsedAt, backend.clock)

    assert.deepEqual(await listPersonalTokens(backend, mallory.id), [])
    const revoke = (id: string, by = userId) => revokePersonalToken(backend, { userId: by, id, by: OWNER })
    assert.equal(await revoke(old.id, mallory.id), 'not-there')
    const all = await Promise.all(Array.from({ length: 50 }, () => revoke(old.id)))
    assert.equal(all.filter((end) => end === 'revoked').length, 1)
    assert.equal(await findPersonalToken(backend, old.token), undefined)
    assert.ok(await findPersonalToken(backend, young.token))
    assert.deepEqual(await activity(), [
      'personal-token-made',
      'personal-token-made',
      'personal-token-revoked',
    ])
  })

  test('V6.3.7 its making is told by mail; what its maker called it makes no link there', async () => {
    const store = await open()
    const alice = await withAlice(store)
    await make(alice, { name: 'nightly <backup>' })
    await make(alice, { name: 'see evil.example now' })
    const mails = await outbox(store)
    const [one, two] = mails.map(({ text }) => text) as [string, string]
    assert.equal(mails[0]!.subject, 'A personal access token was made at Portcullis')
    assert.match(one, /called “nightly <backup>”/)
    assert.match(mails[0]!.html, /nightly &lt;backup&gt;/)
    assert.match(one, /192\.0\.2\.1.*\n\nChange the password:\nhttps:\/\/site\.example\/password\/change/)
    assert.ok(!two.includes('evil.example'))
  })
})
