// The janitor's part in the API: what is over goes, what lives stays, and keys are kept in rotation.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyRows } from '../../src/api/key-rows.ts'
import { keepKeys } from '../../src/api/key-upkeep.ts'
import { currentKey } from '../../src/api/keys.ts'
import { makePersonalToken } from '../../src/api/personal-tokens.ts'
import { refresh } from '../../src/api/refresh.ts'
import { sweepApi } from '../../src/api/sweep.ts'
import { openBackend, prepareStore } from '../../src/backend.ts'
import { loadSettings } from '../../src/config/load.ts'
import { isSealedWithOlder } from '../../src/crypto/at-rest.ts'
import { keyRing } from '../../src/crypto/keys.ts'
import { sweep } from '../../src/janitor.ts'
import { OWNER } from '../accounts/backend.ts'
import { NOON } from '../house.ts'
import { eachDatabase } from '../store/databases.ts'
import { withAlice } from './people.ts'

const HOUR = 3_600_000

eachDatabase('sweeping the API', (open) => {
  test('expired tokens and families without one go, to the millisecond; a live family keeps its used tokens', async () => {
    const { backend, signIn } = await withAlice(await open(), { api: { refreshLifetime: '1h' } })
    const { db } = backend.store
    await signIn()
    backend.clock += 1
    const { refreshToken, sessionId } = await signIn()
    backend.clock += HOUR - 2
    const next = await refresh(backend, refreshToken, OWNER)
    assert.ok(next.kind === 'rotated')
    assert.equal(await sweepApi(backend), 0)
    backend.clock += 1
    assert.equal(await sweepApi(backend), 2)
    assert.deepEqual(await db.selectFrom('api_sessions').select('id').execute(), [{ id: sessionId }])
    assert.equal((await db.selectFrom('refresh_tokens').select('id').execute()).length, 2)
    assert.equal((await refresh(backend, next.refreshToken, OWNER)).kind, 'rotated')
    backend.clock += HOUR
    await sweepApi(backend)
    for (const table of ['api_sessions', 'refresh_tokens'] as const)
      assert.deepEqual(await db.selectFrom(table).select('id').execute(), [], table)
  })

  test('a successor is forgotten when its grace is over, and not before', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { refreshToken } = await signIn()
    await refresh(backend, refreshToken, OWNER)
    const kept = async () =>
      (
        await backend.store.db
          .selectFrom('refresh_tokens')
          .select('id')
          .where('successor', '!=', '')
          .execute()
      ).length
    backend.clock += 9_999
    await sweepApi(backend)
    assert.equal(await kept(), 1)
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'grace')
    backend.clock += 1
    await sweepApi(backend)
    assert.equal(await kept(), 0)
    assert.equal((await refresh(backend, refreshToken, OWNER)).kind, 'reused')
  })

  test('families of changed credentials, and personal tokens past their end', async () => {
    const { backend, account, signIn } = await withAlice(await open())
    const { db } = backend.store
    await signIn()
    const made = { account: await account(), name: 'short', scopes: ['read'], lifetime: 60, by: OWNER }
    await makePersonalToken(backend, made)
    assert.equal(await sweepApi(backend), 0)
    await db.updateTable('users').set({ credential_epoch: 5 }).execute()
    assert.equal(await sweepApi(backend), 1)
    backend.clock += 60_000
    assert.equal(await sweepApi(backend), 1)
  })

  test('more than fit into one batch', async () => {
    const { backend, signIn } = await withAlice(await open())
    const { sessionId } = await signIn()
    await backend.store.db
      .insertInto('refresh_tokens')
      .values(
        Array.from({ length: 1201 }, (_, n) => ({
          id: `t${n}`,
          session_id: sessionId,
          created_at: 0,
          expires_at: 1,
        })),
      )
      .execute()
    assert.equal(await sweepApi(backend), 1201)
  })

  test('while tokens are refreshed, no live one is swept', async () => {
    const { backend, signIn } = await withAlice(await open())
    const all = await Promise.all(Array.from({ length: 10 }, () => signIn()))
    const [, ...results] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => sweepApi(backend))),
      ...all.map(({ refreshToken }) => refresh(backend, refreshToken, OWNER)),
    ])
    assert.ok(results.every(({ kind }) => kind === 'rotated'))
  })

  test('V13.3.4 keys: the next in time, old ones gone, all sealed with the newest secret', async () => {
    const { backend } = await withAlice(await open())
    const first = await currentKey(backend)
    const both = {
      ...backend,
      keys: keyRing([
        'the newest secret, of more than 40 bytes, I say',
        'an only secret of these tests, 40 bytes long',
      ]),
    }
    const at = (clock: number) => ({ ...both, now: () => clock })
    await keepKeys(at(first.signsUntil - HOUR))
    const rows = await keyRows(backend.store.db)
    assert.equal(rows.length, 2)
    assert.ok(rows.every(({ private_key }) => !isSealedWithOlder(both.keys, private_key)))
    await keepKeys(at(first.signsUntil + 26 * HOUR))
    assert.deepEqual(
      (await keyRows(backend.store.db)).map(({ id }) => id),
      [rows[1]!.id],
    )
  })
})

test('the janitor of a whole backend does all of it', async () => {
  let now = NOON
  const settings = loadSettings({ env: {}, cwd: '/', options: { database: 'sqlite::memory:' } })
  const backend = await openBackend(settings, { now: () => now })
  await prepareStore(backend.store)
  await sweep(backend)
  assert.deepEqual(await keyRows(backend.store.db), [], 'nobody needs one yet')
  const first = await currentKey(backend)
  now = first.signsUntil - HOUR
  await sweep(backend)
  assert.equal((await keyRows(backend.store.db)).length, 2)
  await backend.close()
})
