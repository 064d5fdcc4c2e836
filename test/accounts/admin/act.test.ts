// An administrator's acts, on both databases: in both activities, by active administrators alone, never the last one's end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountById } from '../../../src/accounts/account.ts'
import { verifyActivity } from '../../../src/accounts/activity/verify.ts'
import {
  type ActName,
  type Administrator,
  actAsAdministrator,
  actNames,
} from '../../../src/accounts/admin/act.ts'
import { restore, signOutEverywhere, suspend } from '../../../src/accounts/admin/suspend.ts'
import { changeByOperator } from '../../../src/accounts/change.ts'
import { revokeRole } from '../../../src/accounts/roles.ts'
import type { Store } from '../../../src/store/store.ts'
import { eachDatabase } from '../../store/databases.ts'
import { type TestBackend, testBackend } from '../backend.ts'
import { addPerson, CLIENT, isIn, linesOf } from './people.ts'

const act = (backend: TestBackend, by: Administrator, name: ActName, accountId: string, role = '') =>
  actAsAdministrator(backend, by, { act: name, accountId, role })
const withRole = (name: ActName) => (name === 'grant' ? 'editor' : name === 'revoke' ? 'writer' : '')
/** Everything but counters and sessions' last sighting. */
const contents = async ({ db }: Store) =>
  JSON.stringify([
    await db.selectFrom('users').selectAll().orderBy('id').execute(),
    await db.selectFrom('sessions').selectAll().orderBy('id').execute(),
    await db.selectFrom('tokens').selectAll().execute(),
    await db.selectFrom('outbox').selectAll().execute(),
    await db.selectFrom('activity').selectAll().orderBy('mac').execute(),
  ])

async function scene(store: Store) {
  const backend = testBackend(store)
  const admin = await addPerson(backend, 'a', ['admin'])
  const member = await addPerson(backend, 'm', ['writer'])
  return { backend, admin, member, db: store.db }
}

eachDatabase('an administrator’s acts', (open) => {
  test('each stands in both activities, and takes effect at once', async () => {
    const { backend, admin, member } = await scene(await open())
    const kinds = ['suspend', 'restore', 'sign-out', 'reset', 'remove-factor', 'grant', 'revoke'] as const
    await backend.store.db
      .updateTable('users')
      .set({ second_factor: 1, email_verified_at: 1 })
      .where('id', '=', 'm')
      .execute()
    assert.deepEqual([...actNames], [...kinds])
    for (const name of kinds) {
      const acted = await act(backend, admin, name, 'm', withRole(name))
      assert.equal(acted.kind, 'done', name)
    }
    assert.equal(await isIn(backend, member), false)
    assert.deepEqual((await accountById(backend.store.db, 'm'))?.roles, ['editor'])
    assert.deepEqual(await linesOf(backend, 'm'), [
      'suspended admin:a {}',
      'restored admin:a {}',
      'signed-out-everywhere admin:a {}',
      'password-reset-asked admin:a {}',
      'factor-removal-asked admin:a {}',
      'role-granted admin:a {"role":"editor"}',
      'role-revoked admin:a {"role":"writer"}',
    ])
    assert.deepEqual(await linesOf(backend, 'a'), [
      'admin-suspended owner {"account":"Name m"}',
      'admin-restored owner {"account":"Name m"}',
      'admin-signed-out owner {"account":"Name m"}',
      'admin-started-reset owner {"account":"Name m"}',
      'admin-started-removal owner {"account":"Name m"}',
      'admin-granted-role owner {"account":"Name m","role":"editor"}',
      'admin-revoked-role owner {"account":"Name m","role":"writer"}',
    ])
    assert.deepEqual((await verifyActivity(backend.store, backend.keys)).faults, [])
  })

  test('where the administrator sits stands in their own activity alone', async () => {
    const { backend, admin, db } = await scene(await open())
    await act(backend, admin, 'sign-out', 'm')
    const rows = await db.selectFrom('activity').select(['user_id', 'address', 'user_agent']).execute()
    assert.deepEqual(
      rows.toSorted((x, y) => x.user_id.localeCompare(y.user_id)),
      [
        { user_id: 'a', address: CLIENT.address, user_agent: CLIENT.userAgent },
        { user_id: 'm', address: '', user_agent: '' },
      ],
    )
  })

  test('the removal of a second factor begins once, and only where there is one and an address to warn', async () => {
    const { backend, admin, db } = await scene(await open())
    const set = (values: { second_factor?: number; email_verified_at?: number | null }) =>
      db.updateTable('users').set(values).where('id', '=', 'm').execute()
    const start = async () => (await act(backend, admin, 'remove-factor', 'm')).kind
    await set({ email_verified_at: null })
    assert.equal(await start(), 'unchanged')
    await set({ second_factor: 1 })
    assert.equal(await start(), 'not-sent')
    await set({ email_verified_at: 1 })
    assert.equal(await start(), 'done')
    assert.equal(await start(), 'unchanged')
    // Begun, not done: the factor stands until the owner has waited, read the mail and typed the password.
    assert.equal((await accountById(db, 'm'))?.secondFactor, true)
  })

  test('what is so already is told, and written nowhere', async () => {
    const { backend, admin } = await scene(await open())
    await act(backend, admin, 'suspend', 'm')
    const before = await contents(backend.store)
    for (const [name, role] of [
      ['suspend', ''],
      ['grant', 'writer'],
      ['revoke', 'editor'],
    ] as const) {
      assert.deepEqual(await act(backend, admin, name, 'm', role), { kind: 'unchanged', username: 'Name m' })
    }
    assert.equal((await act(backend, admin, 'grant', 'm', 'No Name')).kind, 'bad-name')
    assert.equal((await act(backend, admin, 'suspend', 'nobody')).kind, 'unknown')
    assert.equal(await contents(backend.store), before)
  })

  test('V8.2.1 whoever is no administrator, or no longer, does nothing', async () => {
    const { backend, admin, member } = await scene(await open())
    const other = await addPerson(backend, 'b', ['admin'])
    const nothing = async (by: Administrator, kind: string) => {
      const before = await contents(backend.store)
      for (const name of actNames) {
        assert.equal((await act(backend, by, name, 'b', withRole(name))).kind, kind, name)
      }
      assert.equal(await contents(backend.store), before)
    }
    await nothing(member, 'not-admin')
    await nothing({ ...admin, sessionId: other.sessionId }, 'no-session')
    await nothing({ ...admin, sessionId: 'none' }, 'no-session')
    await nothing({ ...admin, id: 'nobody' }, 'no-session')
    await changeByOperator(backend, 'a', signOutEverywhere)
    await nothing(admin, 'no-session')
    await changeByOperator(backend, 'b', suspend)
    await nothing(other, 'no-session')
    await changeByOperator(backend, 'b', restore)
    await nothing(other, 'no-session')
  })

  test('a role that was taken in the database itself is gone too, with the session going on', async () => {
    const { backend, admin, db } = await scene(await open())
    await db.updateTable('users').set({ roles: '[]' }).where('id', '=', 'a').execute()
    assert.equal(await isIn(backend, admin), true)
    assert.equal((await act(backend, admin, 'suspend', 'm')).kind, 'not-admin')
    await db.updateTable('users').set({ roles: '["admin"]', deletes_at: 1 }).where('id', '=', 'a').execute()
    assert.equal((await act(backend, admin, 'suspend', 'm')).kind, 'no-session')
  })

  test('nobody acts on their own account', async () => {
    const { backend, admin } = await scene(await open())
    const before = await contents(backend.store)
    for (const name of actNames) {
      assert.deepEqual(await act(backend, admin, name, 'a', 'admin'), { kind: 'self' }, name)
    }
    assert.equal(await contents(backend.store), before)
  })

  test('V6.4.6 a reset mails a link to its owner, an unconfirmed address included, and changes nothing', async () => {
    const { backend, admin, member, db } = await scene(await open())
    await db.updateTable('users').set({ email_verified_at: null }).where('id', '=', 'm').execute()
    const before = await accountById(db, 'm')
    for (const kind of ['done', 'done', 'done', 'not-sent']) {
      assert.equal((await act(backend, admin, 'reset', 'm')).kind, kind)
    }
    assert.deepEqual(await accountById(db, 'm'), before)
    assert.equal(await isIn(backend, member), true)
    const mails = await db.selectFrom('outbox').select(['recipient', 'text']).execute()
    assert.deepEqual([mails.length, mails[0]!.recipient], [3, 'm@example.org'])
    assert.equal((await db.selectFrom('tokens').selectAll().execute()).length, 1)
    const [, token] = /token=([\w-]{43})/.exec(mails.at(-1)!.text) ?? []
    assert.ok(token)
    const elsewhere = [
      await db.selectFrom('tokens').selectAll().execute(),
      await db.selectFrom('activity').selectAll().execute(),
    ]
    assert.ok(!JSON.stringify(elsewhere).includes(token))
    assert.equal((await linesOf(backend, 'm')).length, 3)
  })

  test('no link goes to an account that is suspended or leaving', async () => {
    const { backend, admin, db } = await scene(await open())
    await db.updateTable('users').set({ deletes_at: 1 }).where('id', '=', 'm').execute()
    assert.equal((await act(backend, admin, 'reset', 'm')).kind, 'not-sent')
    await db
      .updateTable('users')
      .set({ deletes_at: null, state: 'suspended' })
      .where('id', '=', 'm')
      .execute()
    assert.equal((await act(backend, admin, 'reset', 'm')).kind, 'not-sent')
    assert.deepEqual(await linesOf(backend, 'a'), [])
  })

  test('V2.3.3 where the second line can’t be written, the act is undone whole', async () => {
    const { backend, admin } = await scene(await open())
    const before = await contents(backend.store)
    const broken: TestBackend = Object.create(backend, {
      store: { value: withBadHeadOf('a', backend.store) },
    })
    await assert.rejects(act(broken, admin, 'suspend', 'm'), /no head/)
    assert.equal(await contents(backend.store), before)
  })

  for (const [name, role] of [
    ['revoke', 'admin'],
    ['suspend', ''],
  ] as const) {
    test(`V15.4.2 of two administrators who ${name} each other at once, from two processes, one stays`, async () => {
      const store = await open()
      const other = await open.also(store)
      for (let round = 0; round < 10; round++) {
        const [one, two] = [`one-${name}-${round}`, `two-${name}-${round}`]
        const backends = [testBackend(store), testBackend(other)] as const
        const admins = [
          await addPerson(backends[0], one, ['admin']),
          await addPerson(backends[0], two, ['admin']),
        ]
        const acted = await Promise.all([
          act(backends[0], admins[0]!, name, two, role),
          act(backends[1], admins[1]!, name, one, role),
        ])
        assert.deepEqual(acted.map(({ kind }) => kind).toSorted(), ['done', 'no-session'])
        const left = (await Promise.all([one, two].map((id) => accountById(store.db, id)))).filter(
          (account) => account?.state === 'active' && account.roles.includes('admin'),
        )
        assert.equal(left.length, 1)
      }
    })
  }

  test('V15.4.2 of ten who demote each other all at once, one stays', async () => {
    const store = await open()
    const backend = testBackend(store)
    const names = Array.from({ length: 10 }, (_, n) => `p${n}`)
    const admins: Administrator[] = []
    for (const name of names) admins.push(await addPerson(backend, name, ['admin']))
    await Promise.all(
      admins.flatMap((by) =>
        names.filter((id) => id !== by.id).map((id) => act(backend, by, 'revoke', id, 'admin')),
      ),
    )
    const left = await store.db.selectFrom('users').select('id').where('roles', '=', '["admin"]').execute()
    assert.equal(left.length, 1)
    assert.deepEqual((await verifyActivity(store, backend.keys)).faults, [])
  })

  test('an act that waits for its sender’s demotion comes to nothing', async () => {
    const store = await open()
    const [backend, operator] = [testBackend(store), testBackend(await open.also(store))]
    const admin = await addPerson(backend, 'a', ['admin'])
    await addPerson(backend, 'm')
    let acted: ReturnType<typeof act> | undefined
    await changeByOperator(operator, 'a', async (change) => {
      const outcome = await revokeRole(change, 'admin')
      acted = act(backend, admin, 'suspend', 'm')
      await new Promise((done) => setTimeout(done, 50))
      return outcome
    })
    assert.equal((await acted)?.kind, 'no-session')
    assert.equal((await accountById(store.db, 'm'))?.state, 'active')
  })

  test('suspended and restored owners are told by mail, and the worker is woken', async () => {
    const { backend, admin, db } = await scene(await open())
    let nudges = 0
    backend.nudgeMail = () => void nudges++
    await act(backend, admin, 'suspend', 'm')
    await act(backend, admin, 'restore', 'm')
    const mails = await db.selectFrom('outbox').select(['recipient', 'text']).execute()
    assert.deepEqual(
      mails.map(({ recipient }) => recipient),
      ['m@example.org', 'm@example.org'],
    )
    assert.ok(mails.every(({ text }) => !text.includes('Name a')))
    assert.equal(nudges, 2)
  })
})

/** A store whose transactions fail when the activity of this account is written. */
function withBadHeadOf(userId: string, store: Store): Store {
  const transaction: Store['transaction'] = (work) =>
    store.transaction(async (tx) => {
      const result = await work(tx)
      const head = await tx.selectFrom('activity_heads').selectAll().where('user_id', '=', userId).execute()
      if (head.length > 0) throw new Error('no head')
      return result
    })
  return Object.create(store, { transaction: { value: transaction }, db: { value: store.db } })
}
