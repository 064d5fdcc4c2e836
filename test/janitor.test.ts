// The janitor removes what no clock would accept any more, and nothing else.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { placeOf } from '../src/accounts/two-factor/authenticator.ts'
import { askFactorRemoval } from '../src/accounts/two-factor/removal.ts'
import { openBackend, prepareStore } from '../src/backend.ts'
import { loadSettings } from '../src/config/load.ts'
import { openAtRest, sealAtRest } from '../src/crypto/at-rest.ts'
import { keyRing } from '../src/crypto/keys.ts'
import { sweep } from '../src/janitor.ts'
import { OWNER } from './accounts/backend.ts'
import { NOON } from './house.ts'

const SECOND = 1000

async function backendAt(now: () => number, secret: string[] = []) {
  const options = {
    secret,
    database: 'sqlite::memory:',
    session: { idle: 600, absolute: 3600 },
    limits: { store: 'sql' as const },
  }
  const backend = await openBackend(loadSettings({ env: {}, cwd: '/', options }), { now })
  after(() => backend.close())
  await prepareStore(backend.store)
  return backend
}

test('a sweep ends sessions by both time-outs, to the second, and drops expired tokens and counters', async () => {
  let now = NOON
  const backend = await backendAt(() => now)
  const { store, sessions, counters } = backend
  const session = (id: string, createdAt: number, lastSeenAt: number) =>
    sessions.insert(
      {
        id,
        userId: null,
        credentialEpoch: 0,
        assurance: [],
        twoFactor: false,
        binding: '',
        provenAt: createdAt,
        values: '{}',
        address: '192.0.2.1',
        userAgent: '',
        createdAt,
        lastSeenAt,
      },
      20,
    )
  await session('fresh', NOON, NOON)
  await session('idle', NOON - 700 * SECOND, NOON - 601 * SECOND)
  await session('old', NOON - 3601 * SECOND, NOON)
  await store.db
    .insertInto('tokens')
    .values(
      ['past', 'future'].map((id) => ({
        id,
        purpose: 'test',
        user_id: null,
        payload: '{}',
        created_at: NOON - 1,
        expires_at: id === 'past' ? NOON : NOON + 1,
      })),
    )
    .execute()
  const limit = [{ amount: 5, multiples: 1, granularity: 'second', seconds: 1 }]
  await counters.hit('somebody', limit, 'fixed-window', NOON - 60 * SECOND)

  await sweep(backend)
  assert.deepEqual(
    (await store.db.selectFrom('sessions').select('id').execute()).map(({ id }) => id),
    ['fresh'],
  )
  assert.deepEqual(
    (await store.db.selectFrom('tokens').select('id').execute()).map(({ id }) => id),
    ['future'],
  )
  assert.deepEqual(await store.db.selectFrom('counters').select('id').execute(), [])

  now += 601 * SECOND
  await sweep(backend)
  assert.deepEqual(await store.db.selectFrom('sessions').select('id').execute(), [])
})

const account = (name: string, columns: object = {}) => ({
  id: name,
  username: name,
  username_key: name,
  username_skeleton: name,
  email: `${name}@example.test`,
  email_key: `${name}@example.test`,
  created_at: NOON,
  updated_at: NOON,
  ...columns,
})

test('V14.2.7 an account that was left goes at its time, with its sessions, and no other', async () => {
  let now = NOON
  const backend = await backendAt(() => now)
  const { db } = backend.store
  await db
    .insertInto('users')
    .values([account('leaver', { deletes_at: NOON + 600 * SECOND }), account('stayer')])
    .execute()
  const ids = async () =>
    (await db.selectFrom('users').select('id').orderBy('id').execute()).map(({ id }) => id)

  now += 600 * SECOND - 1
  await sweep(backend)
  assert.deepEqual(await ids(), ['leaver', 'stayer'])
  now += 1
  await sweep(backend)
  assert.deepEqual(await ids(), ['stayer'])
})

test('counts of mails of an address go at their end, where the limits are kept in memory too', async () => {
  const settings = loadSettings({ env: {}, cwd: '/', options: { database: 'sqlite::memory:' } })
  const backend = await openBackend(settings, { now: () => NOON })
  after(() => backend.close())
  await prepareStore(backend.store)
  const counter = (id: string, expires_at: number) =>
    backend.store.db.insertInto('counters').values({ id, state: '1', expires_at }).execute()
  await counter('over', NOON)
  await counter('goes on', NOON + 1)
  await sweep(backend)
  const left = await backend.store.db.selectFrom('counters').select('id').execute()
  assert.deepEqual(left, [{ id: 'goes on' }])
})

test('the link of a removal is mailed when its wait is over, once, however often it sweeps', async () => {
  let now = NOON
  const backend = await backendAt(() => now)
  const { db } = backend.store
  await db
    .insertInto('users')
    .values(account('alice', { second_factor: 1, email_verified_at: 1 }))
    .execute()
  const asked = await askFactorRemoval(backend, { userId: 'alice', by: OWNER })
  assert.ok(asked.kind === 'waiting')
  const due = async () =>
    (await db.selectFrom('outbox').select(['recipient', 'subject', 'text']).execute()).filter(({ subject }) =>
      subject.startsWith('You can now remove'),
    )
  now = asked.dueAt - 1
  await sweep(backend)
  assert.deepEqual(await due(), [])
  now += 1
  for (let time = 0; time < 3; time++) await sweep(backend)
  const [mail, ...more] = await due()
  assert.deepEqual([mail?.recipient, more], ['alice@example.test', []])
  assert.match(mail!.text, /\/two-factor\/removal\?token=[\w-]{43}$/m)
})

test('V11.2.2 keys of apps are sealed anew after a change of the secret, so that the older one can go', async () => {
  const [older, newer] = ['an older secret of more than 32 bytes', 'a newer secret of more than 32 bytes']
  const backend = await backendAt(() => NOON, [newer!, older!])
  const { db } = backend.store
  const place = placeOf('alice', 'active')
  const secret = sealAtRest(keyRing([older!]), place, Buffer.from('a key'))
  await db.insertInto('users').values(account('alice')).execute()
  const row = { user_id: 'alice', state: 'active', secret, last_step: 7, created_at: NOON } as const
  await db.insertInto('authenticators').values(row).execute()
  await sweep(backend)
  const [kept] = await db.selectFrom('authenticators').selectAll().execute()
  assert.equal(openAtRest(keyRing([older!]), place, kept!.secret), undefined)
  assert.equal(openAtRest(keyRing([newer!]), place, kept!.secret)?.toString(), 'a key')
  assert.deepEqual({ ...kept, secret }, row)
  await sweep(backend)
  assert.deepEqual(await db.selectFrom('authenticators').selectAll().execute(), [kept])
})
